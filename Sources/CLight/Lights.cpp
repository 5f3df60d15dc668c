#include "Lights.h"
#include <algorithm>

AreaLight::AreaLight(const VnLight &light)
    : isSphere(light.centre.w > 0), centre(xyz(light.centre)), halfU(xyz(light.halfU)), halfV(xyz(light.halfV)), luminance(xyz(light.luminance)),
      radius(light.centre.w), body(light.body) {
    if (isSphere) {
        area = 4.0f * pi * radius * radius;
    } else {
        vec3 n = cross(halfU, halfV);
        area = 4.0f * length(n);
        normal = normalize(n);
    }
}

LightSample AreaLight::sample(vec3 from, float u1, float u2) const {
    LightSample s;
    if (!isSphere) {
        vec3 d = centre + halfU * (2.0f * u1 - 1.0f) + halfV * (2.0f * u2 - 1.0f) - from;
        float r2 = dot(d, d);
        s.distance = sqrt(r2);
        s.direction = d / s.distance;
        float cosine = -dot(s.direction, normal);
        s.pdf = cosine > 1e-4f ? r2 / (cosine * area) : 0.0f;
        return s;
    }
    // A direction within the cone that the sphere fills.
    vec3 d = centre - from;
    float r2 = dot(d, d), sine2 = radius * radius / r2;
    if (sine2 >= 1.0f) { s.pdf = 0; s.distance = 0; s.direction = vec3(0, 0, 1); return s; }
    vec3 w = d / sqrt(r2), t, b;
    frame(w, t, b);
    float oneMinusCosMaximum = sine2 / (1.0f + sqrt(1.0f - sine2));
    float oneMinusCos = u1 * oneMinusCosMaximum, cosine = 1.0f - oneMinusCos, sine = sqrt(oneMinusCos * (2.0f - oneMinusCos));
    float across, along;
    onCircle(u2, across, along);
    s.direction = t * (sine * across) + b * (sine * along) + w * cosine;
    const float towards = dot(d, s.direction);
    s.distance = towards - sqrt(max(0.0f, towards * towards - r2 + radius * radius));
    s.pdf = 1.0f / (2.0f * pi * oneMinusCosMaximum);
    return s;
}

// From a lamp's middle, from the nearest place of a window.
float AreaLight::distance(vec3 point) const {
    const vec3 d = point - centre;
    if (isSphere) return length(d);
    const float u = clamp(dot(d, halfU) / dot(halfU, halfU), -1.0f, 1.0f), v = clamp(dot(d, halfV) / dot(halfV, halfV), -1.0f, 1.0f);
    return length(d - halfU * u - halfV * v);
}

float AreaLight::pdf(vec3 from, vec3 direction, float distance) const {
    if (!isSphere) {
        float cosine = -dot(direction, normal);
        return cosine > 1e-4f ? distance * distance / (cosine * area) : 0.0f;
    }
    vec3 d = centre - from;
    float sine2 = radius * radius / dot(d, d);
    return sine2 < 1.0f ? (1.0f + sqrt(1.0f - sine2)) / (2.0f * pi * sine2) : 0.0f;
}

float AreaLight::crossed(vec3 origin, vec3 direction) const {
    const float along = dot(direction, normal);
    if (isSphere || along > -1e-4f) return 0;
    const float t = dot(centre - origin, normal) / along;
    if (t < 0) return 0;
    const vec3 d = origin + direction * t - centre;
    return std::fabs(dot(d, halfU)) < dot(halfU, halfU) && std::fabs(dot(d, halfV)) < dot(halfV, halfV) ? t : 0;
}

Directions::Directions(const Lights &lights, vec3 origin, vec3 normal, float expected) : origin(origin), normal(normal) {
    const float sky = luminance(lights.skyLuminance);
    float sum = 0;
    for (const AreaLight &opening : lights.openings) {
        if (count == most) break;
        const float light = opening.irradiance(origin, normal) * sky / pi;
        if (light <= 0) continue;
        openings[count] = &opening;
        shares[count++] = mostShare * light;
        sum += light;
    }
    for (int k = 0; k < count; k++) shares[k] /= max(sum, expected);
}

float Directions::openShare() const {
    float sum = 0;
    for (int k = 0; k < count; k++) sum += shares[k];
    return sum / mostShare;
}

vec3 Directions::draw(float u1, float u2) const {
    for (int k = 0; k < count; k++) {
        if (u1 < shares[k]) return openings[k]->sample(origin, u1 / shares[k], u2).direction;
        u1 -= shares[k];
    }
    float rest = 1;
    for (int k = 0; k < count; k++) rest -= shares[k];
    return cosineDirection(normal, min(1.0f, u1 / rest), u2);
}

float Directions::density(vec3 direction) const {
    float rest = 1, through = 0;
    for (int k = 0; k < count; k++) {
        rest -= shares[k];
        if (const float distance = openings[k]->crossed(origin, direction)) through += shares[k] * openings[k]->pdf(origin, direction, distance);
    }
    return rest + through * pi / max(1e-4f, dot(normal, direction));
}

// The angle between unit vectors over its sine, by their cosine; within 0.004%.
static inline float angleOverSine(float cosine) {
    const float x = min(std::fabs(cosine), 1.0f);
    const float acute = 1.57073f + x * (-0.997148f + x * (0.755135f + x * (-0.530185f + x * (0.264095f - x * 0.0626400f))));
    return cosine >= 0 ? acute : pi / sqrt(max(1e-12f, 1.0f - x * x)) - acute;
}

// Lambert's polygon formula over the part of the rectangle above the surface's horizon.
static float rectangleIrradiance(const AreaLight &light, vec3 point, vec3 n) {
    const float su[4] = {-1, 1, 1, -1}, sv[4] = {-1, -1, 1, 1};
    vec3 corner[4], polygon[5];
    float height[4];
    for (int i = 0; i < 4; i++) {
        corner[i] = light.centre + light.halfU * su[i] + light.halfV * sv[i] - point;
        height[i] = dot(corner[i], n);
    }
    int count = 0;
    for (int i = 0; i < 4; i++) {
        int j = (i + 1) & 3;
        if (height[i] >= 0) polygon[count++] = normalize(corner[i]);
        if ((height[i] >= 0) != (height[j] >= 0)) polygon[count++] = normalize(mix(corner[i], corner[j], height[i] / (height[i] - height[j])));
    }
    float sum = 0;
    for (int i = 0; i < count; i++) {
        const vec3 a = polygon[i], b = polygon[i + 1 == count ? 0 : i + 1];
        sum += angleOverSine(dot(a, b)) * dot(cross(a, b), n);
    }
    return 0.5f * std::fabs(sum);
}

float AreaLight::irradiance(vec3 point, vec3 n) const {
    vec3 d = centre - point;
    if (!isSphere) return dot(d, normal) < 0 ? rectangleIrradiance(*this, point, n) : 0.0f;
    float r2 = dot(d, d), sine = min(1.0f, radius / sqrt(r2)), cosine = dot(d, n) / sqrt(r2);
    // Where the horizon cuts the sphere, a parabola that meets the full cosine on one side and nothing on the other.
    float effective = cosine >= sine ? cosine : cosine <= -sine ? 0.0f : square(cosine + sine) / (4.0f * sine);
    return pi * sine * sine * effective;
}
