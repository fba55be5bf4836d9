// Interop matrix: socket.io-client 4.0.

import { current, defineRow } from '../support/matrix.mjs';

await defineRow({ ...current, package: 'socket.io-client-4.0', version: '4.0' });
