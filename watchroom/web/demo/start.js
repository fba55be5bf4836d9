// Starts the page, or says why it cannot: without the browser's client in the server nothing else would be seen.

import('./main.js').catch((error) => {
  document.getElementById('broken').hidden = false;
  throw error;
});
