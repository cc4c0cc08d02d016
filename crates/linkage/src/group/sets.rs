//! Disjoint sets (union by size, with path halving).

/// Which numbers belong together.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Sets {
    /// Each on its own.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self { parent: (0..count).collect(), size: vec![1; count as usize] }
    }
    /// As new, each on its own, in the room that is there.
    pub(super) fn begin_again(&mut self, count: usize) {
        self.parent.clear();
        self.parent.extend((0..u32::MAX).take(count));
        self.size.clear();
        self.size.resize(count, 1);
    }
    /// The one that stands for the set of this one.
    pub fn find(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let up = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = up;
            x = up;
        }
        x
    }
    /// Joins two sets; whether they were apart.
    pub fn join(&mut self, x: u32, y: u32) -> bool {
        let (x, y) = (self.find(x), self.find(y));
        if x == y {
            return false;
        }
        let (small, large) = if self.size[x as usize] < self.size[y as usize] { (x, y) } else { (y, x) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        true
    }
    /// One more, on its own.
    pub fn push(&mut self) -> u32 {
        let n = u32::try_from(self.parent.len()).unwrap_or(u32::MAX);
        self.parent.push(n);
        self.size.push(1);
        n
    }
    /// For each, the smallest number of its set.
    pub fn labels(&mut self) -> Vec<u32> {
        let count = u32::try_from(self.parent.len()).unwrap_or(u32::MAX);
        let mut smallest = vec![u32::MAX; self.parent.len()];
        for x in 0..count {
            let root = self.find(x) as usize;
            smallest[root] = smallest[root].min(x);
        }
        (0..count).map(|x| smallest[self.find(x) as usize]).collect()
    }
}
