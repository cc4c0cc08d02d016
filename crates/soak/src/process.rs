//! What the system knows of a process: the processor time it has used, and its memory.

use crate::{Said, because};
use std::time::Duration;

/// Linux counts in hundredths of a second in `/proc`, whatever the kernel's own clock does.
const TICKS_A_SECOND: u64 = 100;

/// Processor time used so far by all threads of a process, those that have ended too.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub fn processor_time(pid: u32) -> Said<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).map_err(because("processor time"))?;
    // The name of the program stands in parentheses and can hold anything.
    let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks: u64 = rest.split(' ').skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * (1000 / TICKS_A_SECOND)))
}

/// The most memory that a process has had at once, in bytes.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub fn most_memory(pid: u32) -> Said<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).map_err(because("memory"))?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).ok_or("the system does not say")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().map_err(because("memory"))?;
    Ok(kib * 1024)
}
