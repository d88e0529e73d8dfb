// @internal
import type { Column } from "../../declaration/columns";
import { checkText } from "../shared/validate";

/** A column as Glue takes it. */
export interface GlueColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const COMMENT = /^.{0,255}$/s;

/**
 * Columns as Glue takes them; an empty comment is none.
 * @param owner whose columns they are, for the message
 * @throws Error when a comment is longer than Glue allows
 */
export function glueColumns(owner: string, columns: readonly Column[]): GlueColumn[] {
  return columns.map(({ name, type, comment }) => {
    checkText(`${owner}.${name}: description`, comment, COMMENT, "at most 255 characters");
    return { name, type, ...(comment !== "" && { comment }) };
  });
}
