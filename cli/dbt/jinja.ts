/** A text without what Jinja, dbt's language of templates, would take for its own. */
export const escapedForJinja = (text: string): string => text.replace(/\{[{%#]/g, (opening) => `{{ '${opening}' }}`);
