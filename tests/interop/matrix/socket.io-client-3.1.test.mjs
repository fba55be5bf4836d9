// Interop matrix: socket.io-client 3.1.

import { current, defineRow } from '../support/matrix.mjs';

await defineRow({ ...current, package: 'socket.io-client-3.1', version: '3.1' });
