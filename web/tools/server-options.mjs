// SPDX-License-Identifier: Apache-2.0
// The options shared by `npm start` and `npm run dev`.
import { parseArgs } from 'node:util';
import { Stop } from './common.mjs';

const usage = 'npm start -- [--host [address]] [--port number]';

/** --host [address] and --port number of the command line; npm keeps those that come without `--` in its environment. */
export function serverOptions() {
  const args = process.argv.slice(2);
  // parseArgs has no options with an optional value.
  const bare = args.indexOf('--host');
  if (bare >= 0 && (args[bare + 1] === undefined || args[bare + 1].startsWith('-')))
    args[bare] = '--host=0.0.0.0';
  let values;
  try {
    ({ values } = parseArgs({ args, options: { host: { type: 'string' }, port: { type: 'string' } } }));
  } catch (error) {
    throw new Stop(`${error.message}\nUse: ${usage}`);
  }
  const host = values.host ?? (process.env.npm_config_host ? '0.0.0.0' : undefined);
  const port = values.port ?? process.env.npm_config_port;
  if (port !== undefined && !(Number.isInteger(Number(port)) && Number(port) > 0 && Number(port) < 65536)) {
    throw new Stop(`--port must be a whole number in [1, 65535], got ${port}`);
  }
  return { host, port: port === undefined ? undefined : Number(port) };
}
