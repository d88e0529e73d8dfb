/** The first hour that a query looks at, as folders are named; nothing is older than the pipeline. */
export const FIRST_HOUR = "2021/01/01/00";
