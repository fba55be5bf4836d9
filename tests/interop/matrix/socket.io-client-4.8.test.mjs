// Interop matrix: socket.io-client 4.8.

import { current, defineRow } from '../support/matrix.mjs';

await defineRow({ ...current, package: 'socket.io-client', version: '4.8' });
