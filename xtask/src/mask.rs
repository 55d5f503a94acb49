//! Makes two crash reports comparable.
//!
//! Addresses, argument words, code offsets, folders and goroutine numbers differ between Go and Burrow, and from run
//! to run. Everything else is compared.

/// Masks a program's standard error. `file` is the name of the program's source: line numbers of
/// other files, those of the standard library, are masked too.
pub(crate) fn mask(text: &str, file: &str) -> String {
    let mut out = String::new();
    let mut trace = false;
    for line in text.lines() {
        trace |= line.starts_with("goroutine ") && line.ends_with("]:");
        if line.starts_with("[signal ") {
            continue;
        }
        let line = if trace {
            frame(line, file)
        } else {
            line.to_owned()
        };
        out.push_str(&numbers(&line));
        out.push('\n');
    }
    out
}

/// A line of a trace: a function with arguments, or a place.
fn frame(line: &str, file: &str) -> String {
    if let Some(place) = line.strip_prefix('\t') {
        let place = place.split(" +0x").next().unwrap_or(place);
        let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
        return if name.split(':').next() == Some(file) {
            format!("\t{name}")
        } else {
            "\t(library)".to_owned()
        };
    }
    match line.rfind('(') {
        // A method's receiver type is in parentheses too, but does not end the line.
        Some(at) if line.ends_with(')') => format!("{}(...)", &line[..at]),
        _ => line.to_owned(),
    }
}

/// Hexadecimal numbers, and the numbers of goroutines.
fn numbers(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    loop {
        let hex = rest
            .find("0x")
            .map(|at| (at, 2, char::is_ascii_hexdigit as fn(&char) -> bool));
        let go = rest
            .find("goroutine ")
            .map(|at| (at, 10, char::is_ascii_digit as fn(&char) -> bool));
        let first = [hex, go].into_iter().flatten().min_by_key(|&(at, ..)| at);
        let Some((at, skip, digit)) = first else {
            out.push_str(rest);
            return out;
        };
        let digits = rest[at + skip..].chars().take_while(digit).count();
        out.push_str(&rest[..at + skip]);
        if digits > 0 {
            out.push('?');
        }
        rest = &rest[at + skip + digits..];
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn reports_of_go_and_burrow_become_equal() {
        let go = "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 18 [running]:\n\
            main.(*pool).worker(0xc000012345, {0x1, 0x2})\n\t/home/x/crash.go:12 +0x1d\n\
            fmt.Println({0xc00?})\n\t/usr/lib/go/src/fmt/print.go:314 +0x69\n\
            created by main.main in goroutine 1\n\t/home/x/crash.go:19 +0x4a\n";
        let burrow = "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 3 [running]:\n\
            main.(*pool).worker(...)\n\texamples/crash.go:12\nfmt.Println(...)\n\tfmt/print.go:20\n\
            created by main.main in goroutine 1\n\texamples/crash.go:19\n";
        assert_eq!(mask(go, "crash.go"), mask(burrow, "crash.go"));
    }

    #[test]
    fn differences_that_matter_stay() {
        let report = |line: u32, function: &str| {
            format!("panic: boom\n\ngoroutine 1 [running]:\n{function}()\n\ta.go:{line} +0x1\n")
        };
        assert_ne!(
            mask(&report(1, "main.f"), "a.go"),
            mask(&report(2, "main.f"), "a.go")
        );
        assert_ne!(
            mask(&report(1, "main.f"), "a.go"),
            mask(&report(1, "main.g"), "a.go")
        );
        assert_eq!(mask("at 0xff of 12\n", "a.go"), "at 0x? of 12\n");
    }
}
