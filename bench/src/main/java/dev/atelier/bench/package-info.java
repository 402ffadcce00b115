/**
 * Benchmarks. Each starts what it measures as a person would, on a home of its own, and the peer beside it in interleaved
 * rounds of the same run; it prints a table for {@code bench/RESULTS.md} and judges nothing.
 */
package dev.atelier.bench;
