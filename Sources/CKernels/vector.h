#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>

// Eight lanes; the compiler maps them to what the processor has.
typedef float Floats __attribute__((ext_vector_type(8)));
typedef int32_t Ints __attribute__((ext_vector_type(8)));
// Where they are one register.
typedef float WideFloats __attribute__((ext_vector_type(16)));

template <typename V = Floats>
static inline V load(const float *p) {
    V v;
    memcpy(&v, p, sizeof v);
    return v;
}

template <typename V>
static inline void store(float *p, V v) { memcpy(p, &v, sizeof v); }
static inline Floats minimum(Floats a, Floats b) { return __builtin_elementwise_min(a, b); }
template <typename V>
static inline V maximum(V a, V b) { return __builtin_elementwise_max(a, b); }

/// For x from 2^-126; relative error of the result within 2e-7 away from x = 1, absolute within 1e-7 near it.
static inline Floats logarithm2(Floats x) {
    const Ints bits = __builtin_bit_cast(Ints, x);
    // Mantissa in [√½, √2).
    const Ints exponent = (bits - 0x3f3504f3) >> 23;
    const Floats m = __builtin_bit_cast(Floats, bits - (exponent << 23));
    const Floats s = (m - 1.0f) / (m + 1.0f), q = s * s;
    const Floats series = 1.0f + q * (0.33333333f + q * (0.2f + q * (0.14285714f + q * 0.11111111f)));
    return __builtin_convertvector(exponent, Floats) + 2.8853900818f * s * series;
}

/// For |x| below 126; relative error within 2e-7.
static inline Floats power2(Floats x) {
    const Floats n = __builtin_elementwise_roundeven(x), f = x - n;
    Floats p = 1.5252734e-5f;
    p = p * f + 1.5403530e-4f;
    p = p * f + 1.3333558e-3f;
    p = p * f + 9.6181291e-3f;
    p = p * f + 5.5504109e-2f;
    p = p * f + 2.4022651e-1f;
    p = p * f + 6.9314718e-1f;
    p = p * f + 1.0f;
    const Ints scale = (__builtin_convertvector(n, Ints) + 127) << 23;
    return p * __builtin_bit_cast(Floats, scale);
}
