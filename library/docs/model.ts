import ts from "typescript";

/** A public name, as its users see it. */
export interface ApiName {
  readonly name: string;
  readonly kind: "class" | "interface" | "type" | "function" | "value";
  /** Its doc comment, in one line; "" when it has none. */
  readonly doc: string;
  /** What stands in the sources, without bodies, in one line. Classes and interfaces: their head. */
  readonly signature: string;
  /** Of classes and interfaces: what users can reach, by name. */
  readonly members: readonly ApiMember[];
}

/** A prop, a property or a method. */
export interface ApiMember {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string;
  /** What its doc comment gives as @default; undefined when it gives none. */
  readonly default: string | undefined;
  /** Whether it is called, like a method. */
  readonly method: boolean;
}

/** Reads the public names of a set of modules with TypeScript's own eyes. */
export class ApiModel {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  /** @param files sources, from the project's root */
  constructor(private readonly files: readonly string[]) {
    const { config } = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
    this.program = ts.createProgram(files, { ...options, noEmit: true });
    this.checker = this.program.getTypeChecker();
  }

  /** The names that a module exports, sorted; those of other packages are left out. */
  exportsOf(file: string): readonly ApiName[] {
    const source = this.program.getSourceFile(file);
    const module = source && this.checker.getSymbolAtLocation(source);
    if (module === undefined)
      throw new Error(`${file} is no module; package.json's exports name it (known: ${this.files.length})`);
    const names = this.checker.getExportsOfModule(module).map((symbol) => this.nameOf(symbol));
    return names.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private nameOf(exported: ts.Symbol): ApiName {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) throw new Error(`${exported.name} has no declaration`);
    const { name } = exported;
    const known = { name, doc: this.docOf(symbol), members: [] };
    if (ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)) {
      const kind = ts.isClassDeclaration(declaration) ? "class" : "interface";
      const signature = `${kind} ${name}${heritage(declaration)}`;
      return { ...known, kind, signature, members: this.membersOf(declaration) };
    }
    if (ts.isFunctionDeclaration(declaration))
      return { ...known, kind: "function", signature: this.callOf(symbol, declaration, name) };
    if (ts.isTypeAliasDeclaration(declaration)) {
      const written = oneLine(declaration.getText()).replace(/^export (declare )?type /, "");
      return { ...known, kind: "type", signature: `type ${written}` };
    }
    return { ...known, kind: "value", signature: `const ${name}: ${this.typeOf(symbol, declaration)}` };
  }

  private membersOf(declaration: ts.ClassDeclaration | ts.InterfaceDeclaration): readonly ApiMember[] {
    const type = this.checker.getTypeAtLocation(declaration);
    const members: ApiMember[] = ts.isClassDeclaration(declaration)
      ? [this.constructorOf(declaration)].filter((each) => each !== undefined)
      : [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const [at] = property.declarations ?? [];
      if (at === undefined || at.getSourceFile().fileName.includes("node_modules") || isHidden(at)) continue;
      const method = ts.isMethodDeclaration(at) || ts.isMethodSignature(at);
      const name = property.name.replace(/^__@(\w+)@\d+$/, "[Symbol.$1]");
      members.push({
        name,
        optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
        type: method ? this.callOf(property, at, name) : this.typeOf(property, at),
        doc: this.docOf(property),
        default: this.tagOf(property, "default"),
        method,
      });
    }
    return members;
  }

  private constructorOf(declaration: ts.ClassDeclaration): ApiMember | undefined {
    const found = declaration.members.find(ts.isConstructorDeclaration);
    if (found === undefined || isHidden(found)) return undefined;
    const parameters = found.parameters.map((parameter) =>
      oneLine(parameter.getText())
        .replace(/^((private|protected|readonly) )+/, "")
        .replace(/^\{.*\}(?=: )/, "props"),
    );
    return {
      name: "constructor",
      optional: false,
      type: `new (${parameters.join(", ")})`,
      doc: "",
      default: undefined,
      method: true,
    };
  }

  private callOf(symbol: ts.Symbol, at: ts.Node, name: string): string {
    const [signature] = this.checker.getTypeOfSymbolAtLocation(symbol, at).getCallSignatures();
    return signature === undefined
      ? name
      : `${name}${oneLine(this.checker.signatureToString(signature, at, ts.TypeFormatFlags.NoTruncation))}`;
  }

  /** As written where it is written; the compiler's own words are longer. */
  private typeOf(symbol: ts.Symbol, at: ts.Declaration): string {
    const written = "type" in at ? (at as { readonly type?: ts.TypeNode }).type?.getText() : undefined;
    return oneLine(
      written ??
        this.checker.typeToString(
          this.checker.getTypeOfSymbolAtLocation(symbol, at),
          at,
          ts.TypeFormatFlags.NoTruncation,
        ),
    ).replaceAll(/import\("[^"]*"\)\./g, ""); // where this machine keeps the module
  }

  private docOf(symbol: ts.Symbol): string {
    const remarks = ["param", "returns", "throws"].flatMap((tag) =>
      symbol
        .getJsDocTags(this.checker)
        .filter(({ name }) => name === tag)
        .map(({ text }) =>
          tag === "throws" ? `Throws ${ts.displayPartsToString(text)}` : ts.displayPartsToString(text),
        ),
    );
    return oneLine([ts.displayPartsToString(symbol.getDocumentationComment(this.checker)), ...remarks].join(" "));
  }

  private tagOf(symbol: ts.Symbol, tag: string): string | undefined {
    const found = symbol.getJsDocTags(this.checker).find(({ name }) => name === tag);
    return found && oneLine(ts.displayPartsToString(found.text));
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/\/\*\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .trim();

function isHidden(declaration: ts.Declaration): boolean {
  const flags = ts.getCombinedModifierFlags(declaration);
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

function heritage({
  heritageClauses = [],
}: {
  readonly heritageClauses?: readonly ts.HeritageClause[] | ts.NodeArray<ts.HeritageClause> | undefined;
}): string {
  return heritageClauses.map((clause) => ` ${oneLine(clause.getText())}`).join("");
}
