//! A value that does not show itself: no `Debug` of its content, no `Serialize`, wiped when dropped.

use std::fmt;
use zeroize::Zeroize;

/// Personal or secret text (or bytes) on its way through. It never appears in logs, errors or panics.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// Looks at the value. Whoever calls this answers for where it goes.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_quiet() {
        let secret = Sensitive::new("Ada Lovelace".to_owned());
        assert_eq!(format!("{secret:?}"), "(sensitive)");
        assert_eq!(secret.expose(), "Ada Lovelace");
    }
}
