// Package fmt formats values by verbs, and reads them back.
//
// A printer holds one call's state: the text so far, the flags of the verb, and the operand. Operands of basic types are
// recognised by a type switch; all others are walked over their type descriptors (internal/reflectlite).
package fmt
