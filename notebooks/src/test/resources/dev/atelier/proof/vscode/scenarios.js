// What people do with a remote kernel in VS Code: node scenarios.js SCENARIO ADDRESS [ARGUMENT]. What does not go as it must
// ends the process with 1.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { KernelAPI, KernelManager, KernelSpecAPI, KernelSpecManager, SessionManager } = require('@jupyterlab/services');
const { connect, isHub, needsPassword } = require('./connection.js');

const PATIENCE = 60_000;

function within(promise, what) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function until(condition, what) {
    const end = Date.now() + PATIENCE;
    while (!(await condition())) {
        assert.ok(Date.now() < end, `${what} did not come`);
        await new Promise(resolve => setTimeout(resolve, 20));
    }
}

/** The managers that VS Code keeps for a server, once both lists that validate it have come. */
async function validated(connection) {
    const serverSettings = connection.settings;
    const kernels = new KernelManager({ serverSettings });
    const specs = new KernelSpecManager({ serverSettings });
    const sessions = new SessionManager({ serverSettings, kernelManager: kernels });
    await within(Promise.all([kernels.ready, specs.ready, sessions.ready]), 'the lists of kernels, kernelspecs and sessions');
    assert.ok(Object.keys(specs.specs.kernelspecs).length > 0, 'an empty list would become a kernel that is not there');
    return { kernels, specs, sessions, connection };
}

/** A notebook of this computer: its path exists nowhere on the server. */
async function opened(server, kernel) {
    const session = await server.sessions.startNew(
        { path: `analysis-jvsc-${randomUUID()}.ipynb`, name: 'analysis.ipynb', type: 'notebook', kernel: { name: kernel } },
        { kernelConnectionOptions: { handleComms: true } }
    );
    await idle(session);
    return session;
}

async function idle(session) {
    await until(() => session.kernel.connectionStatus === 'connected' && session.kernel.status === 'idle', 'an idle kernel');
}

/** What a cell showed, in order, and its reply. */
async function run(session, code, answer) {
    const future = session.kernel.requestExecute({ code, allow_stdin: answer !== undefined }, false);
    return outcome(future, answer);
}

async function outcome(future, answer) {
    const shown = [];
    future.onIOPub = message => {
        const { content } = message;
        shown.push(content.text || (content.data && content.data['text/plain']) || '');
    };
    future.onStdin = message => {
        if (message.header.msg_type === 'input_request') {
            future.sendInputReply({ status: 'ok', value: answer }, message.header);
        }
    };
    const reply = await within(future.done, 'the reply of a cell');
    return { text: shown.join(''), reply: reply.content };
}

async function end(server, session) {
    await session.shutdown();
    await until(async () => {
        await server.sessions.refreshRunning();
        return ![...server.sessions.running()].some(model => model.id === session.id);
    }, 'the end of the session');
}

const scenarios = {
    /** With the address that `./atelier up` prints. */
    async token(address) {
        const connection = await connect(address);
        assert.ok(connection.token);
        assert.equal(connection.base, new URL(address).origin);
        assert.equal(await needsPassword(connection.base), true, 'nobody gets in without a token');
        const server = await validated(connection);
        const session = await opened(server, 'python3');
        assert.equal((await run(session, 'print(6 * 7)')).text, '42\n');
        await end(server, session);
    },

    /** With a token that is none: the lists do not come. */
    async wrongToken(address) {
        const { settings } = await connect(address);
        const refused = error => error.response.status === 403 && error.message === 'Forbidden';
        await assert.rejects(KernelSpecAPI.getSpecs(settings), refused);
        await assert.rejects(KernelAPI.listRunning(settings), refused);
    },

    /** Without a token in the address; the person is asked for it as for a password. */
    async password(address, token) {
        assert.equal(await isHub(new URL(address).origin), false);
        await assert.rejects(connect(address, 'wrong'), /Invalid password/);
        const connection = await connect(address, token);
        assert.equal(connection.asked, true);
        assert.match(connection.headers.Cookie, /HttpOnly/, 'the attributes go along, as VS Code sends them');
        const server = await validated(connection);
        const session = await opened(server, 'python3');
        assert.equal((await run(session, 'print("by cookie")')).text, 'by cookie\n');
        await session.kernel.interrupt();
        await session.kernel.restart();
        await idle(session);
        await end(server, session);
    },

    /** A notebook's day: run, ask, complete, show widgets, fail, interrupt, restart. */
    async notebook(address, kernel) {
        const server = await validated(await connect(address));
        const session = await opened(server, kernel);
        const [socket] = server.connection.sockets.slice(-1);
        assert.equal(socket.protocol, 'v1.kernel.websocket.jupyter.org', 'without it every cell of VS Code hangs');
        assert.match(socket.url, /token=/);

        const python = kernel.endsWith('python3');
        assert.equal((await session.kernel.info).language_info.name, python ? 'python' : 'java');
        const sum = await run(session, python ? 'x = 41\nx + 1' : 'int x = 41;\nx + 1');
        assert.equal(sum.text, '42');
        assert.equal(sum.reply.status, 'ok');
        const completed = await within(
            session.kernel.requestComplete({ code: python ? 'x.bit_l' : 'String s = "".isBl', cursor_pos: python ? 7 : 18 }),
            'what completes'
        );
        assert.ok(completed.content.matches.some(match => match.includes(python ? 'bit_length' : 'isBlank')));
        const failed = await run(session, python ? '1 / 0' : 'int y = 1 / (x - 41);');
        assert.equal(failed.reply.status, 'error');
        if (python) {
            assert.equal((await run(session, 'print(input("name? ") + "!")', 'ada')).text, 'ada!\n');
            await buffers(session);
        }

        const endless = session.kernel.requestExecute({
            code: python ? 'import time\nprint("on")\ntime.sleep(600)' : 'System.out.println("on");\nThread.sleep(600_000);'
        });
        const on = new Promise(resolve => {
            endless.onIOPub = message => message.content.text && resolve();
        });
        await within(on, 'the first output');
        await session.kernel.interrupt();
        assert.equal((await within(endless.done, 'the interrupted cell')).content.status, 'error');
        assert.equal((await run(session, 'x')).text, '41', 'an interrupt keeps the variables');

        const id = session.kernel.id;
        await within(session.kernel.restart(), 'the restart');
        await idle(session);
        assert.equal(session.kernel.id, id);
        assert.equal((await run(session, python ? 'x' : 'System.out.println(x);')).reply.status, 'error', 'a restart forgets them');
        assert.equal((await run(session, '7 * 6')).text, '42');
        await end(server, session);
    },

    /** The cable is pulled while a cell prints; the library connects again, and nothing is missing or there twice. */
    async reconnect(address) {
        const server = await validated(await connect(address));
        const session = await opened(server, 'python3');
        const before = server.connection.sockets.length;
        const future = session.kernel.requestExecute({
            code: 'import time\nfor i in range(60):\n    print(i, flush=True)\n    time.sleep(0.05)'
        });
        const printing = outcome(future);
        await new Promise(resolve => setTimeout(resolve, 500));
        server.connection.sockets.at(-1).terminate();
        const { text, reply } = await printing;
        assert.equal(reply.status, 'ok');
        assert.equal(text, Array.from({ length: 60 }, (_, i) => `${i}\n`).join(''));
        assert.ok(server.connection.sockets.length > before, 'there is a new socket');
        await idle(session);
        assert.equal((await run(session, 'i')).text, '59');
        await end(server, session);
    },

    /** The notebook is closed and VS Code ended, while a cell runs. The session stays; its id is printed. */
    async leave(address) {
        const server = await validated(await connect(address));
        const session = await opened(server, 'python3');
        await run(session, 'left = "here"');
        session.kernel.requestExecute({ code: 'import time\ntime.sleep(1)\nleft += " still"' });
        await until(() => session.kernel.status === 'busy', 'a busy kernel');
        console.log(`session ${session.id}`);
        session.dispose();
    },

    /** Another day, another process: the session is in the list, with its kernel, and goes on. */
    async reattach(address, id) {
        const server = await validated(await connect(address));
        await server.sessions.refreshRunning();
        const model = [...server.sessions.running()].find(each => each.id === id);
        assert.ok(model, 'VS Code shows kernels that have a session');
        assert.equal(model.type, 'notebook');
        const kernel = [...server.kernels.running()].find(each => each.id === model.kernel.id);
        assert.ok(kernel.last_activity && kernel.execution_state, 'it is described by these');
        const session = server.sessions.connectTo({ model, kernelConnectionOptions: { handleComms: true } });
        await idle(session);
        assert.equal((await run(session, 'print(left)')).text, 'here still\n');
        await end(server, session);
    }
};

function bytesOf(buffer) {
    return ArrayBuffer.isView(buffer)
        ? Uint8Array.from(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength))
        : new Uint8Array(buffer);
}

/** Widgets send bytes beside their messages, both ways. */
async function buffers(session) {
    await run(
        session,
        `from comm import create_comm, get_comm_manager
def opened(comm, message):
    data = bytes(message["buffers"][0])
    comm.send({"length": len(data)}, buffers=[data[::-1]])
get_comm_manager().register_target("bytes", opened)`
    );
    const comm = session.kernel.createComm('bytes');
    const answer = new Promise(resolve => {
        comm.onMsg = resolve;
    });
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    await within(comm.open({}, {}, [bytes]).done, 'the opened comm');
    const message = await within(answer, 'the bytes');
    assert.equal(message.content.data.length, 256);
    assert.deepEqual(bytesOf(message.buffers[0]).reverse(), bytes);
}

const [scenario, ...words] = process.argv.slice(2);
scenarios[scenario](...words).then(
    () => process.exit(0),
    error => {
        console.error(error);
        process.exit(1);
    }
);
