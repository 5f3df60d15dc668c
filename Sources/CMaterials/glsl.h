// The GLSL types and functions that Materials.h uses, for C++.
#pragma once
#include <cmath>
#include <cstdint>
#include "ShaderTypes.h"

typedef uint32_t uint;
#define VN_INLINE static inline
#define VN_OUT(T) T &
#define VN_INOUT(T) T &

struct vec3 {
    float x, y, z;
    vec3() : x(0), y(0), z(0) {}
    explicit vec3(float s) : x(s), y(s), z(s) {}
    vec3(float x, float y, float z) : x(x), y(y), z(z) {}
};
static inline vec3 operator+(vec3 a, vec3 b) { return vec3(a.x + b.x, a.y + b.y, a.z + b.z); }
static inline vec3 operator-(vec3 a, vec3 b) { return vec3(a.x - b.x, a.y - b.y, a.z - b.z); }
static inline vec3 operator-(vec3 a) { return vec3(-a.x, -a.y, -a.z); }
static inline vec3 operator*(vec3 a, vec3 b) { return vec3(a.x * b.x, a.y * b.y, a.z * b.z); }
static inline vec3 operator*(vec3 a, float s) { return vec3(a.x * s, a.y * s, a.z * s); }
static inline vec3 operator*(float s, vec3 a) { return a * s; }
static inline vec3 operator/(vec3 a, float s) { return a * (1.0f / s); }
static inline vec3 operator/(vec3 a, vec3 b) { return vec3(a.x / b.x, a.y / b.y, a.z / b.z); }
static inline vec3 &operator+=(vec3 &a, vec3 b) { a = a + b; return a; }
struct vec4 {
    float x, y, z, w;
    explicit vec4(float s) : x(s), y(s), z(s), w(s) {}
    vec4(float x, float y, float z, float w) : x(x), y(y), z(z), w(w) {}
};
static inline float dot(vec3 a, vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static inline vec3 cross(vec3 a, vec3 b) { return vec3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }
static inline float length(vec3 a) { return std::sqrt(dot(a, a)); }
static inline vec3 normalize(vec3 a) { return a * (1.0f / length(a)); }
static inline float mix(float a, float b, float t) { return a + (b - a) * t; }
static inline vec3 mix(vec3 a, vec3 b, float t) { return a + (b - a) * t; }
static inline float min(float a, float b) { return a < b ? a : b; }
static inline float max(float a, float b) { return a > b ? a : b; }
static inline float clamp(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }
static inline vec3 clamp(vec3 v, vec3 low, vec3 high) { return vec3(clamp(v.x, low.x, high.x), clamp(v.y, low.y, high.y), clamp(v.z, low.z, high.z)); }
static inline float smoothstep(float a, float b, float x) { float t = clamp((x - a) / (b - a), 0.0f, 1.0f); return t * t * (3.0f - 2.0f * t); }
static inline float floor(float x) { return std::floor(x); }
static inline vec3 floor(vec3 v) { return vec3(std::floor(v.x), std::floor(v.y), std::floor(v.z)); }
static inline float abs(float x) { return std::fabs(x); }
using std::acos;
using std::cos;
using std::exp;
using std::exp2;
using std::log2;
using std::sqrt;
using std::sin;
