// Package stabilitytest is the contract of a stability.Engine as tests. Run compares an engine with naive on published and
// on random conflicts; Random draws conflicts; the functions named after disputes build published ones.
package stabilitytest
