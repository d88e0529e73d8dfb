/**
 * A package that whoever uses the command installs when they need it.
 * @param loading what `import` of it gives
 * @throws Error naming it and how it is installed, when it isn't there
 */
export async function installed<T>(name: string, loading: Promise<T>): Promise<T> {
  // AWS's clients say on Node 20, in many lines, that later versions of theirs will not run there.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  try {
    return await loading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(`${name} is not installed: npm install --save-dev ${name}`, { cause: error });
  }
}
