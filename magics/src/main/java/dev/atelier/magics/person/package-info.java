/** The people of the workspace, in a terminal alone: nothing that runs on an instance decides for the workspace. */
package dev.atelier.magics.person;
