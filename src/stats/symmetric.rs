//! Small symmetric matrices: their axes, and what follows from these.

/// A matrix, by rows.
pub type Matrix = Vec<Vec<f64>>;

/// An axis of a symmetric matrix: the matrix only stretches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// By how much (the eigenvalue).
    pub stretch: f64,
    /// Its direction, of length 1; its largest component is positive.
    pub direction: Vec<f64>,
}

/// Sweeps over all pairs of rows; ten are enough for any matrix of this size.
const SWEEPS: usize = 50;

/// The axes of a symmetric matrix, the least stretched first.
///
/// By rotations that take the entries beside the diagonal away one after the other (Jacobi 1846; Golub and Van Loan,
/// Matrix Computations, section 8.5). Only the upper half of the matrix is looked at.
#[must_use]
pub fn axes(matrix: &[Vec<f64>]) -> Vec<Axis> {
    let n = matrix.len();
    let mut a: Matrix = (0..n).map(|i| (0..n).map(|j| matrix[i.min(j)][i.max(j)]).collect()).collect();
    let mut v: Matrix = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..SWEEPS {
        let pairs = || (0..n).flat_map(move |p| (p + 1..n).map(move |q| (p, q)));
        let beside: f64 = pairs().map(|(p, q)| a[p][q].abs()).sum();
        if beside == 0.0 {
            break;
        }
        for (p, q) in pairs() {
            rotate(&mut a, &mut v, p, q);
        }
    }
    let mut axes: Vec<Axis> = (0..n)
        .map(|k| {
            let direction: Vec<f64> = v.iter().map(|row| row[k]).collect();
            let largest =
                direction.iter().copied().fold(0.0, |l: f64, x| if x.abs() > l.abs() { x } else { l });
            let sign = if largest < 0.0 { -1.0 } else { 1.0 };
            Axis { stretch: a[k][k], direction: direction.iter().map(|x| sign * x).collect() }
        })
        .collect();
    axes.sort_by(|a, b| a.stretch.total_cmp(&b.stretch));
    axes
}

/// Turns the plane of rows `p` and `q` so that the entry between them becomes 0.
fn rotate(a: &mut Matrix, v: &mut Matrix, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = 1.0 / (theta.abs() + libm::sqrt(theta * theta + 1.0)) * if theta < 0.0 { -1.0 } else { 1.0 };
    let c = 1.0 / libm::sqrt(t * t + 1.0);
    let s = t * c;
    for row in a.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    let rows = a[p].iter().zip(&a[q]);
    let (first, second) = rows.map(|(x, y)| (c * x - s * y, s * x + c * y)).unzip();
    (a[p], a[q]) = (first, second);
    (a[p][q], a[q][p]) = (0.0, 0.0);
    for row in v.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_by_hand() {
        // Eigenvalues 1 and 3 along (1, -1) and (1, 1).
        let found = axes(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        let half = libm::sqrt(0.5);
        assert!((found[0].stretch - 1.0).abs() < 1e-14 && (found[1].stretch - 3.0).abs() < 1e-14);
        assert!((found[0].direction[0].abs() - half).abs() < 1e-14);
        assert!((found[0].direction[0] + found[0].direction[1]).abs() < 1e-14);
        assert!((found[1].direction[0] - found[1].direction[1]).abs() < 1e-14);
        let diagonal = axes(&[vec![5.0, 0.0], vec![0.0, -1.0]]);
        assert_eq!(diagonal[0], Axis { stretch: -1.0, direction: vec![0.0, 1.0] });
        assert!(axes(&[]).is_empty());
    }

    #[test]
    fn axes_make_the_matrix_again() {
        let n = 6;
        let entry = |i: usize, j: usize| f64::from(u8::try_from((i * j * 7 + i + j) % 11).unwrap()) - 5.0;
        let matrix: Matrix = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        let found = axes(&matrix);
        for (i, row) in matrix.iter().enumerate() {
            for (j, &expected) in row.iter().enumerate() {
                let sum: f64 = found.iter().map(|a| a.stretch * a.direction[i] * a.direction[j]).sum();
                assert!((sum - expected).abs() < 1e-12, "{i} {j}: {sum} {expected}");
            }
        }
        assert!(found.windows(2).all(|pair| pair[0].stretch <= pair[1].stretch));
    }
}
