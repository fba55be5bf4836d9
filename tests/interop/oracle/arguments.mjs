import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, eio3: { type: 'boolean', default: false } },
});
export const port = Number(values.port);
export const { eio3 } = values;
