// Interop matrix: socket.io-client 2.5, which the server must allow (allow_eio3).

import { defineRow, legacy } from '../support/matrix.mjs';

await defineRow({ ...legacy, package: 'socket.io-client-2.5', version: '2.5' });
