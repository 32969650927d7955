/// The magnitude: `v.abs()`.
pub const abs: () = ();

/// The square root: `v.sqrt()`.
pub const sqrt: () = ();

/// The nearest integer, halves to even: `v.round()`.
pub const round: () = ();

/// The lesser of two: `v.min(255)`.
pub const min: () = ();

/// The greater of two: `gx.max(gy)`.
pub const max: () = ();

/// `sqrt(gx * gx + gy * gy)`: `gx.hypot(gy)`.
pub const hypot: () = ();

/// The angle of the vector (gx, gy), in radians: `gy.atan2(gx)`.
pub const atan2: () = ();

/// At least the first and at most the second: `v.clamp(0, 255)`.
pub const clamp: () = ();
