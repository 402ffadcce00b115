// How VS Code's Jupyter extension gets from an address that a person typed to settings for @jupyterlab/services.
'use strict';

const fetch = require('node-fetch');
const WebSocket = require('ws');
const { ServerConnection } = require('@jupyterlab/services');

/** The server and the token in an address; a page's path is no part of the server's. */
function parsed(address) {
    const url = new URL(address);
    const path = url.pathname === '/lab' || url.pathname === '/tree' ? '' : url.pathname;
    return { base: `${url.protocol}//${url.host}${path}`, token: url.searchParams.get('token') || '' };
}

function at(base, path) {
    return new URL(path, base.endsWith('/') ? base : base + '/').toString();
}

async function isHub(base) {
    const response = await fetch(at(base, 'hub/api'));
    if (response.status !== 200) {
        return false;
    }
    try {
        return Boolean((await response.json()).version);
    } catch {
        return false; // a page
    }
}

/** Always asked without the token: where the server's root leads, and whether there is a tree to see. */
async function needsPassword(base) {
    const root = await fetch(at(base, ''), { redirect: 'follow' });
    if (root.status === 200 && root.redirected) {
        if (root.url.includes('/login?')) {
            return true;
        }
        if (root.url.includes('/lab?')) {
            return false;
        }
    }
    const tree = await fetch(at(base, 'tree?'), { redirect: 'manual' });
    return tree.status !== 404 && tree.status !== 200;
}

/** Name and all the rest of each cookie, attributes included. */
function cookies(response) {
    return (response.headers.raw()['set-cookie'] || []).map(cookie => {
        const end = cookie.indexOf('=');
        return [cookie.substring(0, end), cookie.substring(end + 1)];
    });
}

/** The headers that a password brings; none where the server does not take it. */
async function signedIn(base, password) {
    const page = await fetch(at(base, 'login?'), { redirect: 'manual' });
    const xsrf = page.ok ? cookies(page).find(([name]) => name === '_xsrf') : undefined;
    if (!xsrf) {
        return undefined;
    }
    const value = xsrf[1].split(';')[0];
    const answer = await fetch(at(base, 'login?'), {
        method: 'post',
        headers: {
            Cookie: `_xsrf=${value}`,
            Connection: 'keep-alive',
            'content-type': 'application/x-www-form-urlencoded;charset=UTF-8'
        },
        body: new URLSearchParams({ _xsrf: value, password }).toString(),
        redirect: 'manual'
    });
    if (answer.status !== 302) {
        return undefined;
    }
    // The first cookie is taken for the session's, and kept with its attributes.
    const [name, session] = cookies(answer)[0];
    return { Cookie: `_xsrf=${value}; ${name}=${session}`, 'X-XSRFToken': value };
}

/** Each request carries the headers besides what the library gives it; so does each WebSocket, which is kept in the list. */
function settings(base, token, headers, sockets) {
    class Request extends fetch.Request {
        constructor(input, init) {
            super(input, init);
            Object.entries(headers).forEach(([name, value]) => this.headers.append(name, value));
            this.headers.set('Content-Type', 'application/json');
            const append = this.headers.append.bind(this.headers);
            this.headers.append = (name, value) => {
                if (name.toLowerCase() !== 'authorization') {
                    append(name, value);
                }
            };
        }
    }
    class Socket extends WebSocket {
        constructor(url, protocols) {
            super(url, protocols, { headers });
            sockets.push(this);
        }
    }
    return ServerConnection.makeSettings({
        baseUrl: base,
        appUrl: '',
        wsUrl: base.replace('http', 'ws'),
        ...(token ? { token, appendToken: true } : {}),
        init: { cache: 'no-store', credentials: 'same-origin' },
        fetch,
        Request,
        Headers: fetch.Headers,
        WebSocket: Socket
    });
}

/**
 * Connects as after “Existing Jupyter Server”.
 *
 * @param address what the person typed
 * @param password what they type when they are asked for it
 */
async function connect(address, password) {
    const { base, token } = parsed(address);
    if (!token && (await isHub(base))) {
        throw new Error(`${base} is taken for a JupyterHub`);
    }
    const asked = await needsPassword(base);
    let headers = token ? { Authorization: `token ${token}` } : {};
    if (!token) {
        const session = await signedIn(base, asked ? password : '');
        if (!session) {
            throw new Error('Invalid password');
        }
        headers = session;
    }
    const sockets = [];
    return { base, token, asked, headers, sockets, settings: settings(base, token, headers, sockets) };
}

module.exports = { connect, isHub, needsPassword };
