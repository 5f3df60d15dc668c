// The principled BRDF (Disney diffuse, GGX with separable Smith masking, the exact Fresnel term of a glossy dielectric, Schlick's for metals) as the teacher has it.
#pragma once
#include "material_functions.h"

constexpr float pi = 3.14159265f;

static inline vec3 minimum(vec3 a, vec3 b) { return vec3(min(a.x, b.x), min(a.y, b.y), min(a.z, b.z)); }
static inline vec3 maximum(vec3 a, vec3 b) { return vec3(max(a.x, b.x), max(a.y, b.y), max(a.z, b.z)); }
static inline vec3 minimum(vec3 a, float b) { return vec3(min(a.x, b), min(a.y, b), min(a.z, b)); }
static inline vec3 maximum(vec3 a, float b) { return vec3(max(a.x, b), max(a.y, b), max(a.z, b)); }
static inline vec3 divide(vec3 a, vec3 b) { return vec3(a.x / b.x, a.y / b.y, a.z / b.z); }
static inline float luminance(vec3 c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }
static inline float square(float x) { return x * x; }
static inline float fifth(float x) { return x * x * x * x * x; }

// Two unit vectors that make a right-handed frame with n.
static inline void frame(vec3 n, vec3 &t, vec3 &b) {
    float sign = std::copysign(1.0f, n.z), a = -1.0f / (sign + n.z), c = n.x * n.y * a;
    t = vec3(1.0f + sign * n.x * n.x * a, sign * c, -sign * n.x);
    b = vec3(c, sign + n.y * n.y * a, -n.y);
}

struct Surface {
    vec3 base;
    float roughness, metallic;
    vec3 diffuse() const { return base * (1.0f - metallic); }
    float alpha() const { return max(0.001f, roughness * roughness); }
    vec3 fresnel(float cosine) const;
};

// Refractive index 1.5: 4% head on.
static inline float dielectricFresnel(float cosine) {
    constexpr float index = 1.5f;
    float inside = sqrt(1.0f - (1.0f - cosine * cosine) / (index * index));
    float across = (cosine - index * inside) / (cosine + index * inside), along = (index * cosine - inside) / (index * cosine + inside);
    return 0.5f * (across * across + along * along);
}

inline vec3 Surface::fresnel(float cosine) const {
    cosine = clamp(cosine, 0.0f, 1.0f);
    vec3 metal = base + (vec3(1.0f) - base) * fifth(1.0f - cosine);
    return mix(vec3(dielectricFresnel(cosine)), metal, metallic);
}

// Relative to Lambert's.
static inline float disneyDiffuse(float roughness, float nol, float nov, float cosHalf) {
    float grazing = 2.0f * roughness * cosHalf * cosHalf - 0.5f;
    return (1.0f + grazing * fifth(clamp(1.0f - nol, 0.0f, 1.0f))) * (1.0f + grazing * fifth(clamp(1.0f - nov, 0.0f, 1.0f)));
}

// That lobe's share of light from all around, relative to Lambert's: the integral of `disneyDiffuse` in closed form. With x = n·l and
// s = (1 - x)^5, the cosine-weighted means of s, s·x and s·x² are 1/21, 1/84 and 1/252.
static inline float diffuseAlbedo(float roughness, float nov) {
    float r = roughness, a = r - 0.5f, b = r * nov, viewer = fifth(clamp(1.0f - nov, 0.0f, 1.0f));
    float both = a * a / 21.0f + a * b / 42.0f + b * b / 252.0f + 0.5f * r * r * (1.0f - nov * nov) * (1.0f / 21.0f - 1.0f / 252.0f);
    return 1.0f + a / 21.0f + b / 84.0f + viewer * (a + b * (2.0f / 3.0f) + both);
}

static inline float ggx(float noh, float a) { float a2 = a * a; return a2 / (pi * square(noh * noh * (a2 - 1.0f) + 1.0f)); }
// Smith's G1 over 2 n·v.
static inline float maskingOverTwoCosine(float cosine, float a) { return 1.0f / (cosine + sqrt(cosine * cosine * (1.0f - a * a) + a * a)); }
static inline float masking(float cosine, float a) { return 2.0f * cosine * maskingOverTwoCosine(cosine, a); }

// The specular lobe's value times n·l.
static inline vec3 specular(const Surface &surface, float a, vec3 n, vec3 v, vec3 l, float nov, float nol) {
    vec3 h = normalize(v + l);
    float noh = clamp(dot(n, h), 0.0f, 1.0f);
    return surface.fresnel(dot(v, h)) * (ggx(noh, a) * maskingOverTwoCosine(nov, a) * maskingOverTwoCosine(nol, a) * nol);
}

// A microfacet normal among those visible from v; both in the frame where n is z.
static inline vec3 sampleVisibleNormal(vec3 v, float a, float u1, float u2) {
    vec3 stretched = normalize(vec3(v.x * a, v.y * a, v.z));
    float phi = 2.0f * pi * u1, z = (1.0f - u2) * (1.0f + stretched.z) - stretched.z;
    float s = sqrt(clamp(1.0f - z * z, 0.0f, 1.0f));
    vec3 h = vec3(s * std::cos(phi), s * std::sin(phi), z) + stretched;
    return normalize(vec3(h.x * a, h.y * a, max(h.z, 1e-6f)));
}
// Per solid angle of the reflected direction.
static inline float visibleNormalPdf(float noh, float nov, float a) { return ggx(noh, a) * 2.0f * maskingOverTwoCosine(nov, a) * 0.25f; }

// The specular lobe's share of light from all around, tabulated by roughness and n·v.
struct SpecularAlbedo {
    static constexpr int size = 32;
    struct Cell { float dielectric, metalScale, metalBias; } cells[size][size];
    SpecularAlbedo();
    vec3 operator()(const Surface &surface, float nov) const {
        float x = clamp(surface.roughness, 0.0f, 1.0f) * (size - 1.001f), y = clamp(nov, 0.0f, 1.0f) * (size - 1.001f);
        int i = int(x), j = int(y);
        float fx = x - i, fy = y - j, weights[4] = {(1 - fx) * (1 - fy), (1 - fx) * fy, fx * (1 - fy), fx * fy};
        const Cell *around[4] = {&cells[i][j], &cells[i][j + 1], &cells[i + 1][j], &cells[i + 1][j + 1]};
        float dielectric = 0, scale = 0, bias = 0;
        for (int k = 0; k < 4; k++) {
            dielectric += weights[k] * around[k]->dielectric;
            scale += weights[k] * around[k]->metalScale;
            bias += weights[k] * around[k]->metalBias;
        }
        return mix(vec3(dielectric), surface.base * scale + vec3(bias), surface.metallic);
    }
};
const SpecularAlbedo &specularAlbedo();
