//! Short names for the runtime's functions in the name section.
//!
//! Rust's mangled names are longer than most of these functions. The last two identifiers of the path are enough to find one.

/// `_RNvMs4_NtCs1_5alloc7raw_vecNtB5_11RawVecInner14grow_amortizedCs2_5probe` is
/// `RawVecInner::grow_amortized`; so is the older form `_ZN5alloc11RawVecInner14grow_amortized17h0123456789abcdefE`.
/// Names that are not mangled stay as they are.
pub(super) fn short(name: &str) -> String {
    if let Some(path) = name.strip_prefix("_ZN") {
        return short_legacy(path).unwrap_or_else(|| name.to_owned());
    }
    let Some(path) = name.strip_prefix("_R") else {
        return name.to_owned();
    };
    let mut found: Vec<&str> = Vec::new();
    let mut crate_root = false;
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let digits = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let len: usize = rest[..digits].parse().unwrap_or(0);
            let start = digits + usize::from(rest[digits..].starts_with('_'));
            match rest.get(start..start + len) {
                // The crate at the very end is the one that instantiated the function.
                Some(_) if crate_root && rest.len() == start + len => break,
                Some(identifier) if len > 0 => found.push(identifier),
                Some(_) => {}
                None => break,
            }
            crate_root = false;
            rest = &rest[start + len..];
            continue;
        }
        crate_root |= c == 'C';
        // A disambiguator or a back reference: a number in base 62 that ends with an underscore.
        let number = matches!(c, 's' | 'B').then(|| rest.find('_')).flatten();
        let skip = number.map_or(c.len_utf8(), |at| at + 1);
        rest = &rest[skip..];
    }
    match found.as_slice() {
        [] => name.to_owned(),
        [only] => (*only).to_owned(),
        [.., outer, inner] => format!("{outer}::{inner}"),
    }
}

/// Identifiers with their lengths, then a hash and an `E`.
fn short_legacy(mut rest: &str) -> Option<String> {
    let mut found = Vec::new();
    while !rest.starts_with('E') {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let len: usize = rest[..digits].parse().ok()?;
        found.push(rest.get(digits..digits + len)?);
        rest = &rest[digits + len..];
    }
    if found
        .last()
        .is_some_and(|hash| hash.len() == 17 && hash.starts_with('h'))
    {
        found.pop();
    }
    // The type of an `impl` is mangled further; the function alone says more.
    match found.as_slice() {
        [.., outer, inner] if !outer.contains('$') => Some(format!("{outer}::{inner}")),
        [.., inner] => Some((*inner).to_owned()),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn the_last_two_identifiers_stay() {
        let cases = [
            (
                "_RNvMs4_NtCskIJ4zXWAVv7_5alloc7raw_vecNtB5_11RawVecInner14grow_amortizedCsjngWqxZRFCh_5probe",
                "RawVecInner::grow_amortized",
            ),
            (
                "_RNvNtCs6VDZWQTR7g_4core9panicking18panic_nounwind_fmt",
                "panicking::panic_nounwind_fmt",
            ),
            ("_RNvXs_CsjngWqxZRFCh_5probeNtB4_2A1NtB4_1T1f", "T::f"),
            (
                "_ZN14burrow_runtime4heap5alloc17h4bd0f32297c520f2E",
                "heap::alloc",
            ),
            (
                "_ZN40_$LT$u32$u20$as$u20$core..fmt..Debug$GT$3fmt17h4bd0f32297c520f2E",
                "fmt",
            ),
            ("_ZN3", "_ZN3"),
            ("burrow_new", "burrow_new"),
            ("main.main", "main.main"),
            ("_R", "_R"),
            ("_R9short", "_R9short"),
        ];
        for (mangled, expected) in cases {
            assert_eq!(short(mangled), expected);
        }
    }
}
