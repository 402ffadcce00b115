// Galata's own settings, with Debian's Chromium, and the token that Galata itself knows nothing of: each request of the page
// and of the helpers has it; the cookie that answers to it lets the page's WebSockets in.
'use strict';

const base = require('@jupyterlab/galata/lib/playwright-config');

module.exports = {
    ...base,
    testDir: __dirname,
    outputDir: process.env.ATELIER_GALATA_OUTPUT,
    reporter: 'list',
    workers: 1,
    timeout: 120_000,
    expect: { timeout: 60_000 },
    use: {
        ...base.use,
        baseURL: process.env.TARGET_URL,
        viewport: { width: 1400, height: 900 },
        extraHTTPHeaders: { Authorization: `token ${process.env.ATELIER_GALATA_TOKEN}` },
        trace: 'off',
        video: 'off',
        launchOptions: {
            executablePath: process.env.ATELIER_TEST_CHROMIUM || '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
        }
    }
};
