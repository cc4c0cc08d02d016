//! What the targets share: taking small decisions from the bytes that the fuzzer gives.

/// Reads decisions from bytes; at their end everything is zero and empty.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// From the fuzzer's bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((byte, rest)) => {
                self.0 = rest;
                *byte
            }
            None => 0,
        }
    }
    /// A number below `end` (which is at most 65,536).
    pub fn below(&mut self, end: usize) -> usize {
        let number = usize::from(u16::from_be_bytes([self.byte(), self.byte()]));
        if end == 0 { 0 } else { number % end }
    }
    /// Up to `most` bytes, with their number before them.
    pub fn some(&mut self, most: usize) -> &'a [u8] {
        let wanted = self.below(most + 1).min(self.0.len());
        let (some, rest) = self.0.split_at(wanted);
        self.0 = rest;
        some
    }
    /// Text, whatever the bytes are.
    pub fn text(&mut self, most: usize) -> String {
        String::from_utf8_lossy(self.some(most)).into_owned()
    }
    /// The rest, as text.
    pub fn rest(self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}
