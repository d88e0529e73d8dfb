import type { RelationEntry } from "../pipeline/protocol";
import { make } from "./dom";

/** Tables and views with their columns; a press writes a name into the SQL. */
export function schemaTree(relations: readonly RelationEntry[], write: (name: string) => void): readonly HTMLElement[] {
  return relations.map(({ name, kind, description, columns }) =>
    make(
      "details",
      { class: "relation" },
      make("summary", {}, make("code", { text: name }), make("small", { text: kind })),
      ...(description === "" ? [] : [make("p", { class: "hint", text: description })]),
      make("p", {}, writes(name, `Write ${name} into the SQL`, write)),
      make(
        "ul",
        {},
        ...columns.map((column) =>
          make(
            "li",
            { title: column.description },
            writes(column.name, column.description, write),
            make("small", { text: column.type }),
          ),
        ),
      ),
    ),
  );
}

function writes(name: string, title: string, write: (name: string) => void): HTMLElement {
  const button = make("button", { class: "name", text: name, title, attributes: { type: "button" } });
  button.addEventListener("click", () =>
    write(/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`),
  );
  return button;
}
