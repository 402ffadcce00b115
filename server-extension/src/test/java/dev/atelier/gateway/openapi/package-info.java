/**
 * Makes the document of the API out of the table of routes: {@code schema/openapi.json}, which the gateway serves. At build time,
 * so that what makes schemas of records need not be in the gateway.
 */
package dev.atelier.gateway.openapi;
