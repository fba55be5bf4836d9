// Interop matrix: socket.io-client 1.7, which the server must allow (allow_eio3).

import { defineRow, legacy } from '../support/matrix.mjs';

await defineRow({ ...legacy, package: 'socket.io-client-1.7', version: '1.7' });
