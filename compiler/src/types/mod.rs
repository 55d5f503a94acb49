//! Stage 2: the checker.
