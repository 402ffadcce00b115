// What JupyterLab's own tests are made of, against a gateway: Galata's page and its helpers.
'use strict';

const { expect, test } = require('@jupyterlab/galata');

// Galata would answer for the server's lists of kernels, sessions and terminals.
test.use({ kernels: null, sessions: null, terminals: null });

/** A file's text on the share; Galata's own helper asks without it. */
async function text(page, path) {
    const answer = await page.request.get(`/api/contents/${path}`);
    expect(answer.status()).toBe(200);
    return (await answer.json()).content;
}

test('runs cells and saves what they showed', async ({ page, tmpPath }) => {
    await page.notebook.createNew('run.ipynb', { kernel: 'python3' });
    await page.notebook.setCell(0, 'code', 'print("from " + "a cell")');
    await page.notebook.addCell('code', '6 * 7');
    await page.notebook.addCell('markdown', '# A heading');
    await page.notebook.run();
    expect(await page.notebook.getCellTextOutput(0)).toEqual(['from a cell\n']);
    expect(await page.notebook.getCellTextOutput(1)).toEqual(['42']);
    await page.notebook.save();
    await page.notebook.close();

    await page.notebook.openByPath(`${tmpPath}/run.ipynb`);
    await page.notebook.activate('run.ipynb');
    expect(await page.notebook.getCellTextOutput(1)).toEqual(['42']);
    expect(await page.notebook.getCellTextInput(0)).toBe('print("from " + "a cell")');
});

test('restarts the kernel and runs all', async ({ page }) => {
    await page.notebook.createNew('restart.ipynb', { kernel: 'python3' });
    await page.notebook.setCell(0, 'code', 'kept = globals().get("kept", 0) + 1\nkept');
    await page.notebook.runCell(0, { inplace: true });
    await page.notebook.runCell(0, { inplace: true });
    expect(await page.notebook.getCellTextOutput(0)).toEqual(['2']);

    await page.menu.clickMenuItem('Kernel>Restart Kernel and Run All Cells…');
    await page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect(page.locator('.jp-OutputArea-output').first()).toHaveText('1');
});

test('interrupts a cell', async ({ page }) => {
    await page.notebook.createNew('interrupt.ipynb', { kernel: 'python3' });
    await page.notebook.setCell(0, 'code', 'import time\nprint("on", flush=True)\ntime.sleep(600)');
    await page.notebook.runCell(0, { wait: false });
    await expect(page.locator('.jp-OutputArea-output').first()).toHaveText('on');
    await page.menu.clickMenuItem('Kernel>Interrupt Kernel');
    await expect(page.locator('.jp-OutputArea-output').last()).toContainText('KeyboardInterrupt');
});

test('renames and deletes a file in the browser', async ({ page, tmpPath }) => {
    await page.contents.uploadContent('words\n', 'text', `${tmpPath}/old.txt`);
    await page.filebrowser.openDirectory(tmpPath);
    await page.filebrowser.refresh();
    expect(await page.filebrowser.isFileListedInBrowser('old.txt')).toBe(true);

    const item = name => page.getByRole('listitem', { name: `Name: ${name}` });
    await item('old.txt').click();
    await page.keyboard.press('F2');
    await page.locator('.jp-DirListing-editor').fill('new.txt');
    await page.keyboard.press('Enter');
    await item('new.txt').waitFor();
    expect(await page.contents.fileExists(`${tmpPath}/old.txt`)).toBe(false);
    expect(await text(page, `${tmpPath}/new.txt`)).toBe('words\n');

    await item('new.txt').click();
    await page.keyboard.press('Delete');
    await page.locator('.jp-Dialog .jp-mod-accept').click();
    await item('new.txt').waitFor({ state: 'detached' });
    expect(await page.contents.fileExists(`${tmpPath}/new.txt`)).toBe(false);
});

test('edits and saves a file', async ({ page, tmpPath }) => {
    await page.contents.uploadContent('second\n', 'text', `${tmpPath}/edited.txt`);
    await page.filebrowser.open(`${tmpPath}/edited.txt`);
    await page.locator('.jp-FileEditor .cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('first\n');
    await page.menu.clickMenuItem('File>Save Text');
    await expect.poll(() => text(page, `${tmpPath}/edited.txt`)).toBe('first\nsecond\n');
});

test('runs a command in a terminal', async ({ page, tmpPath }) => {
    await page.menu.clickMenuItem('File>New>Terminal');
    // What is typed before the shell is there is lost; then the tab has its name.
    await page.getByRole('main').getByRole('tab', { name: /^Terminal \d+$/ }).waitFor();
    const terminal = page.locator('.jp-Terminal');
    await terminal.locator('.xterm-screen').click();
    await expect(terminal.getByLabel('Terminal input')).toBeFocused();
    // It begins in the share, or in the folder that the file browser shows.
    await page.keyboard.type(`[ ! -d ${tmpPath} ] || cd ${tmpPath}; echo $((6 * 7)) > made.txt`);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.contents.fileExists(`${tmpPath}/made.txt`), { timeout: 60_000 }).toBe(true);
    expect(await text(page, `${tmpPath}/made.txt`)).toBe('42\n');
});
