// Package syntax reads regular expressions: those of RE2, which match in time linear in the text.
//
// Unicode classes (\p{Lu}) are those for which package unicode has a function: L, Ll, Lt, Lu, M, N, Nd, P and S.
package syntax

import "strconv"

// Flags say how an expression is read.
type Flags uint16

const (
	FoldCase      Flags = 1 << iota // Letters match in both cases.
	Literal                         // The expression is a text.
	ClassNL                         // Classes such as [^a] match newlines.
	DotNL                           // . matches newlines.
	OneLine                         // ^ and $ match only where the text begins and ends.
	NonGreedy                       // Repetitions prefer fewer.
	PerlX                           // Perl's extensions: (?:a) and such, \d, \A, \z, \Q...\E, lazy repetitions.
	UnicodeGroups                   // \p{Lu}
	WasDollar                       // OpEndText was $, not \z.
	Simple                          // There are no counted repetitions.

	MatchNL = ClassNL | DotNL

	Perl        = ClassNL | OneLine | PerlX | UnicodeGroups
	POSIX Flags = 0
)

// An Op is what a node of an expression does.
type Op uint8

const (
	OpNoMatch        Op = 1 + iota // matches nothing
	OpEmptyMatch                   // matches the empty text
	OpLiteral                      // matches Rune, one after the other
	OpCharClass                    // matches one of the ranges in Rune
	OpAnyCharNotNL                 // matches all but a newline
	OpAnyChar                      // matches anything
	OpBeginLine                    // matches where a line begins
	OpEndLine                      // matches where a line ends
	OpBeginText                    // matches where the text begins
	OpEndText                      // matches where the text ends
	OpWordBoundary                 // matches at the end of a word
	OpNoWordBoundary               // matches elsewhere
	OpCapture                      // a group, Cap, with perhaps a Name
	OpStar                         // any number of Sub[0]
	OpPlus                         // at least one
	OpQuest                        // at most one
	OpRepeat                       // Min to Max; any number for Max < 0
	OpConcat                       // one Sub after the other
	OpAlternate                    // one of Sub
)

var opNames = [...]string{
	"", "NoMatch", "EmptyMatch", "Literal", "CharClass", "AnyCharNotNL", "AnyChar", "BeginLine", "EndLine", "BeginText",
	"EndText", "WordBoundary", "NoWordBoundary", "Capture", "Star", "Plus", "Quest", "Repeat", "Concat", "Alternate",
}

// String returns the name without Op.
func (op Op) String() string {
	if op > 0 && int(op) < len(opNames) {
		return opNames[op]
	}
	return "Op(" + strconv.Itoa(int(op)) + ")"
}

// A Regexp is a node of an expression.
type Regexp struct {
	Op       Op
	Flags    Flags
	Sub      []*Regexp
	Rune     []rune // The runes of OpLiteral; pairs, from and to, of OpCharClass.
	Min, Max int
	Cap      int
	Name     string
}

// MaxCap returns the largest number of a group.
func (re *Regexp) MaxCap() int {
	n := 0
	if re.Op == OpCapture {
		n = re.Cap
	}
	for _, sub := range re.Sub {
		n = max(n, sub.MaxCap())
	}
	return n
}

// CapNames returns the names of the groups, by number.
func (re *Regexp) CapNames() []string {
	names := make([]string, re.MaxCap()+1)
	re.capNames(names)
	return names
}

func (re *Regexp) capNames(names []string) {
	if re.Op == OpCapture {
		names[re.Cap] = re.Name
	}
	for _, sub := range re.Sub {
		sub.capNames(names)
	}
}

// An ErrorCode is what is wrong with an expression.
type ErrorCode string

const (
	ErrInternalError         ErrorCode = "regexp/syntax: internal error"
	ErrInvalidCharClass      ErrorCode = "invalid character class"
	ErrInvalidCharRange      ErrorCode = "invalid character class range"
	ErrInvalidEscape         ErrorCode = "invalid escape sequence"
	ErrInvalidNamedCapture   ErrorCode = "invalid named capture"
	ErrInvalidPerlOp         ErrorCode = "invalid or unsupported Perl syntax"
	ErrInvalidRepeatOp       ErrorCode = "invalid nested repetition operator"
	ErrInvalidRepeatSize     ErrorCode = "invalid repeat count"
	ErrInvalidUTF8           ErrorCode = "invalid UTF-8"
	ErrMissingBracket        ErrorCode = "missing closing ]"
	ErrMissingParen          ErrorCode = "missing closing )"
	ErrMissingRepeatArgument ErrorCode = "missing argument to repetition operator"
	ErrTrailingBackslash     ErrorCode = "trailing backslash at end of expression"
	ErrUnexpectedParen       ErrorCode = "unexpected )"
	ErrNestingDepth          ErrorCode = "expression nests too deeply"
	ErrLarge                 ErrorCode = "expression too large"
)

// String returns the text.
func (e ErrorCode) String() string { return string(e) }

// An Error is what is wrong with an expression, and which part of it.
type Error struct {
	Code ErrorCode
	Expr string
}

func (e *Error) Error() string {
	return "error parsing regexp: " + e.Code.String() + ": `" + e.Expr + "`"
}

// IsWordChar reports whether \w matches r.
func IsWordChar(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}
