import { isContextVariable } from "./context";
import { parseJsonPath } from "./json-path";
import { UTIL } from "./util";

/** The part of a VTL syntax tree that matters here. */
export interface VtlNode {
  readonly type: string;
  readonly id?: string | VtlNode;
  readonly leader?: string;
  readonly path?: readonly VtlNode[];
  readonly args?: readonly VtlNode[] | false;
  readonly value?: unknown;
  readonly condition?: VtlNode;
  readonly equal?: readonly [VtlNode, VtlNode];
  readonly expression?: readonly VtlNode[];
  readonly operator?: string;
}
/** Text, a node, or a block: its directive first, then its content. */
export type VtlTree = readonly (string | VtlNode | VtlTree)[];

const DIRECTIVE_IN_TEXT =
  /#(?:[@*#]|\{?(?:set|if|elseif|else|end|foreach|break|stop|include|parse|evaluate|define|macro))/;
const REFERENCE_IN_TEXT = /\$!?\{?[A-Za-z_][\w.]*/;
/** What Velocity takes for the start of something, or removes together with a directive, and the library does not. */
const READ_OTHERWISE = /[#$]$|\r|^\(/;
/** A parameter's name in `$input.params`, as it is written between quotes. */
const PARAMETER = /^[A-Za-z0-9][\w.-]*$/;
const SCOPES = ["input", "util", "context"];

/**
 * Admits what the VTL library and API Gateway agree on, and stops at anything else: they differ about what is true, about
 * arithmetic, about escapes in strings, and an unknown name would silently stay in the text.
 */
export class TemplateCheck {
  private readonly variables = new Set<string>();

  /**
   * @param overrides whether the template may set `$context.responseOverride`
   * @param fail is told what is wrong and throws
   */
  constructor(
    private readonly overrides: boolean,
    private readonly fail: (problem: string) => never,
  ) {}

  /** Walks a list of nodes in order, so that a variable counts only behind its `#set`. */
  list(nodes: VtlTree, insideIf = false): void {
    let text = "";
    for (const node of nodes) {
      if (typeof node === "string") {
        text += node;
        continue;
      }
      this.text(text);
      if (!isBlock(node) && node.type === "set" && /[ \t]$/.test(text))
        this.fail("has blanks before a #set: begin a line with it");
      text = "";
      if (isBlock(node)) this.block(node);
      else this.statement(node, insideIf);
    }
    this.text(text);
  }

  private text(text: string): void {
    const unread = DIRECTIVE_IN_TEXT.exec(text) ?? REFERENCE_IN_TEXT.exec(text) ?? READ_OTHERWISE.exec(text);
    if (unread !== null) this.fail(`${JSON.stringify(unread[0])} is not known to the local run in this form`);
  }

  private block(block: VtlTree): void {
    const [head, ...body] = block;
    if (typeof head !== "object" || isBlock(head) || head.type !== "if" || head.condition === undefined) {
      return this.fail(
        `#${typeof head === "object" && !isBlock(head) ? head.type : "block"} is not known to the local run, which knows #set, #if, #elseif, #else and #end`,
      );
    }
    const branches = body.map((node) => (typeof node === "object" && !isBlock(node) ? node.type : ""));
    if (/\belse .*else/.test(branches.join(" "))) this.fail("has a branch behind an #else");
    this.condition(head.condition);
    this.list(body, true);
  }

  private statement(node: VtlNode, insideIf: boolean): void {
    if (node.type === "comment" || node.type === "raw" || (node.type === "else" && insideIf)) return;
    if (node.type === "references") this.reference(node);
    else if (node.type === "set" && node.equal !== undefined) this.assignment(...node.equal);
    else if (node.type === "elseif" && insideIf && node.condition !== undefined) this.condition(node.condition);
    else
      this.fail(
        `#${node.type === "macro_call" ? idOf(node) : node.type} is not known to the local run, which knows #set, #if, #elseif, #else and #end`,
      );
  }

  private assignment(target: VtlNode, value: VtlNode): void {
    this.expression(value);
    const id = idOf(target);
    const keys = (target.path ?? []).map(keyOf);
    if (id === "context" && keys[0] === "responseOverride" && this.overrides) {
      const known =
        (keys.length === 2 && keys[1] === "status") ||
        (keys.length === 3 && keys[1] === "header" && typeof keys[2] === "string");
      if (known) return;
    }
    if (SCOPES.includes(id) || keys.length > 0) this.fail(`#set of ${written(target)} is not known to the local run`);
    this.variables.add(id);
  }

  /** What a block hangs on must be a comparison: API Gateway's Velocity takes an empty text for true. */
  private condition(node: VtlNode): void {
    const [left, right] = node.expression ?? [];
    if (node.type === "math" && left !== undefined) {
      const { operator } = node;
      if (operator === "not" || operator === "parenthesis") {
        this.condition(left);
        return;
      }
      if (right !== undefined && (operator === "&&" || operator === "||")) {
        for (const side of [left, right]) this.condition(side);
        return;
      }
      if (right !== undefined && (operator === "==" || operator === "!=")) {
        if (left.type !== "string" && right.type !== "string")
          this.fail(`a comparison must have a text in quotes on one side: compare ${written(left)} with one`);
        for (const side of [left, right]) this.expression(side);
        return;
      }
    }
    this.fail(
      `the condition ${written(node)} is not known to the local run; compare with == or != and a text in quotes`,
    );
  }

  private expression(node: VtlNode): void {
    if (node.type === "references") {
      this.reference(node);
      return;
    }
    if (node.type === "integer") return;
    if (node.type !== "string")
      return this.fail(`${written(node)} is not known to the local run; use a text, a whole number or a reference`);
    const text = String(node.value);
    if (text.includes("\\"))
      this.fail(`the text "${text}" holds a backslash, which Velocity does not read as an escape`);
    if (text.includes("#") || /\$[!{A-Za-z_]/.test(text))
      this.fail(`the text "${text}" is not known to the local run: put references outside of quotes`);
  }

  private reference(node: VtlNode): void {
    const id = idOf(node);
    const path = node.path ?? [];
    const [step] = path;
    if (node.args !== undefined) return this.unknown(node);
    if (id === "context") {
      if (path.some((part) => part.type !== "property") || !isContextVariable(path.map(idOf).join(".")))
        this.unknown(node);
    } else if (id === "input") {
      if (path.length !== 1 || step === undefined) return this.unknown(node);
      if (step.type === "property" && idOf(step) === "body") return;
      if (step.type !== "method" || !["path", "json", "params"].includes(idOf(step))) return this.unknown(node);
      const [argument, ...more] = step.args === false ? [] : (step.args ?? []);
      const text = argument?.type === "string" && more.length === 0 ? String(argument.value) : "";
      if (idOf(step) === "params") {
        if (!PARAMETER.test(text))
          this.fail(
            `${written(node)} is not known to the local run; its argument must be a name in quotes like 'Origin'`,
          );
      } else if (parseJsonPath(text) === undefined) {
        this.fail(
          `${written(node)} is not known to the local run; its argument must be a path in quotes like '$.a.b[0]'`,
        );
      }
    } else if (id === "util") {
      if (path.length !== 1 || step?.type !== "method" || !Object.hasOwn(UTIL, idOf(step))) return this.unknown(node);
      const [argument, ...more] = step.args === false ? [] : (step.args ?? []);
      if (argument === undefined || more.length > 0) return this.fail(`${written(node)} takes one argument`);
      this.expression(argument);
    } else if (!this.variables.has(id) || path.length > 0) this.unknown(node);
  }

  private unknown(node: VtlNode): never {
    return this.fail(`${written(node)} is not known to the local run`);
  }
}

function isBlock(node: string | VtlNode | VtlTree): node is VtlTree {
  return Array.isArray(node);
}

function idOf(node: VtlNode): string {
  return typeof node.id === "string" ? node.id : "";
}

function keyOf(step: VtlNode): string | undefined {
  if (step.type === "property") return idOf(step);
  return step.type === "index" && typeof step.id === "object" && step.id.type === "string"
    ? String(step.id.value)
    : undefined;
}

/** A node as it stood in the template, near enough for a message. */
function written(node: VtlNode): string {
  const list = (nodes: readonly VtlNode[] | false | undefined): string =>
    nodes === undefined || nodes === false ? "" : nodes.map(written).join(", ");
  const call = (part: VtlNode): string => idOf(part) + (part.args === undefined ? "" : `(${list(part.args)})`);
  const step = (part: VtlNode): string =>
    part.type === "index" ? `[${typeof part.id === "object" ? written(part.id) : ""}]` : `.${call(part)}`;
  if (node.type === "references") return `$${call(node)}${(node.path ?? []).map(step).join("")}`;
  if (node.type === "string") return `'${String(node.value)}'`;
  if (node.type === "math")
    return `${node.expression?.length === 1 ? `${node.operator ?? ""} ` : ""}${(node.expression ?? []).map(written).join(` ${node.operator ?? ""} `)}`;
  return typeof node.value === "string" ? node.value : node.type;
}
