export async function inBrowsers() {}
