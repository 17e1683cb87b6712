//! W2: the M/M/1 queue.

use std::collections::VecDeque;

use crate::heap::Heap;
use peer_model::{LOAD, exponential, random};

/// The event by which the next customer comes; every other is the end of that customer's service.
const COMES: u64 = u64::MAX;

pub(crate) fn run(customers: u64) -> f64 {
    let mut random = random(1);
    let mut heap = Heap::new();
    let mut queue: VecDeque<u32> = VecDeque::with_capacity(1_024);
    let mut came: Vec<f64> = Vec::with_capacity(1_024);
    let mut free: Vec<u32> = Vec::with_capacity(1_024);
    let (mut total, mut made, mut busy) = (0.0, 0, false);
    heap.push(exponential(&mut random, 1.0 / LOAD), COMES);
    while let Some((now, event)) = heap.pop() {
        if event == COMES {
            made += 1;
            if made < customers {
                heap.push(now + exponential(&mut random, 1.0 / LOAD), COMES);
            }
            let customer = free.pop().unwrap_or_else(|| {
                came.push(now);
                came.len() as u32 - 1
            });
            came[customer as usize] = now;
            if busy {
                queue.push_back(customer);
            } else {
                busy = true;
                heap.push(now + exponential(&mut random, 1.0), u64::from(customer));
            }
        } else {
            total += now - came[event as usize];
            free.push(event as u32);
            match queue.pop_front() {
                Some(next) => heap.push(now + exponential(&mut random, 1.0), u64::from(next)),
                None => busy = false,
            }
        }
    }
    total / customers as f64
}
