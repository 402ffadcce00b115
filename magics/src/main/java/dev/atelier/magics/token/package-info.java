/**
 * The tokens that let people in, in a terminal alone: what a notebook's cell shows is saved with the notebook, and nothing that runs on an
 * instance may make one.
 */
package dev.atelier.magics.token;
