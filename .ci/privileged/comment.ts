// Writes a review into the pull request: one comment, updated in place.
// usage: node .ci/privileged/comment.ts FILE [FILE…], the review, then what stands below it, with GITHUB_TOKEN and PULL_REQUEST (its number)
import { existsSync, readFileSync } from "node:fs";

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly type?: string };
}

/** What a review begins with. */
const MARKER = "<!-- clickstream plan-review -->";
const setting = (name: string): string => process.env[name] ?? "";
const repository = setting("GITHUB_REPOSITORY");
const issue = `issues/${setting("PULL_REQUEST")}`;
const run = `${setting("GITHUB_SERVER_URL")}/${repository}/actions/runs/${setting("GITHUB_RUN_ID")}`;

async function github(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(
    `${process.env["GITHUB_API_URL"] ?? "https://api.github.com"}/repos/${repository}/${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${setting("GITHUB_TOKEN")}`,
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
      },
      ...(body && { body: JSON.stringify(body) }),
    },
  );
  if (!response.ok)
    throw new Error(`comment: ${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** The comment that carries the marker, written by a bot: anybody could write one like it. */
async function ownComment(): Promise<Comment | undefined> {
  for (let page = 1; ; page += 1) {
    const comments = (await github("GET", `${issue}/comments?per_page=100&page=${page}`)) as readonly Comment[];
    const own = comments.find(({ body, user }) => body?.startsWith(MARKER) && user?.type === "Bot");
    if (own || comments.length < 100) return own;
  }
}

/** GitHub takes no longer comment. */
const LONGEST_COMMENT = 65_000;

/** What stands below a review, as far as there is room. */
function below(review: string, files: readonly string[]): string {
  const texts = files.filter((file) => existsSync(file)).map((file) => `\n\n${readFileSync(file, "utf8").trim()}`);
  const all = texts.join("");
  const room = LONGEST_COMMENT - review.length;
  return all.length <= room ? all : `${all.slice(0, Math.max(0, all.lastIndexOf("\n", room)))}\n\nCut here.`;
}

async function main(file = "", ...others: readonly string[]): Promise<void> {
  const review = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  const body = `${review.startsWith(MARKER) ? review : `${MARKER}\nThe plans could not be reviewed.`}${below(review, others)}\n\n[This run](${run}) has the plans.`;
  const own = await ownComment();
  if (own) await github("PATCH", `issues/comments/${own.id}`, { body });
  else await github("POST", `${issue}/comments`, { body });
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
