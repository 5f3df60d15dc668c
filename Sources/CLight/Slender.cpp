#include "Scene.h"
#include <algorithm>
#include <numeric>
#include <tuple>

namespace {
// What has fewer triangles is a leaf, a blade or a label; what is shorter nobody misses.
constexpr size_t fewest = 10;
constexpr float shortest = 0.04f, slenderness = 4; // metres; longer than thick
constexpr float nearest = 0.05f;

struct Groups {
    std::vector<uint32_t> parents;
    explicit Groups(size_t count) : parents(count) { std::iota(parents.begin(), parents.end(), 0); }
    uint32_t of(uint32_t i) {
        while (parents[i] != i) i = parents[i] = parents[parents[i]];
        return i;
    }
    void join(uint32_t i, uint32_t j) { parents[of(i)] = of(j); }
};

// What shares corners.
Groups groupsOf(const std::vector<vec3> &positions, const std::vector<uint32_t> &indices) {
    Groups groups(positions.size());
    std::vector<uint32_t> order(positions.size());
    std::iota(order.begin(), order.end(), 0);
    const auto key = [&](uint32_t i) { return std::make_tuple(positions[i].x, positions[i].y, positions[i].z); };
    std::sort(order.begin(), order.end(), [&](uint32_t i, uint32_t j) { return key(i) < key(j); });
    for (size_t k = 1; k < order.size(); k++) if (key(order[k]) == key(order[k - 1])) groups.join(order[k], order[k - 1]);
    for (size_t t = 0; t < indices.size(); t += 3) {
        groups.join(indices[t], indices[t + 1]);
        groups.join(indices[t], indices[t + 2]);
    }
    return groups;
}

// The direction in which points lie farthest apart, of those at right angles to the others.
vec3 longest(const std::vector<vec3> &points, vec3 middle, const vec3 *others, int count) {
    vec3 rows[3] = {vec3(0.0f), vec3(0.0f), vec3(0.0f)};
    vec3 direction(0.0f);
    float most = -1;
    for (vec3 p : points) {
        vec3 d = p - middle;
        for (int k = 0; k < count; k++) d = d - others[k] * dot(d, others[k]);
        rows[0] += d * d.x; rows[1] += d * d.y; rows[2] += d * d.z;
        if (dot(d, d) > most) { most = dot(d, d); direction = d; }
    }
    if (most <= 0) return vec3(0.0f);
    for (int k = 0; k < 24; k++) direction = normalize(vec3(dot(rows[0], direction), dot(rows[1], direction), dot(rows[2], direction)));
    return direction;
}

bool boxAround(const std::vector<vec3> &points, Slender &box) {
    vec3 middle(0.0f), axes[3];
    for (vec3 p : points) middle += p;
    middle = middle / float(points.size());
    axes[0] = longest(points, middle, axes, 0);
    axes[1] = longest(points, middle, axes, 1);
    axes[2] = cross(axes[0], axes[1]);
    box.middle = middle;
    for (int k = 0; k < 3; k++) {
        float low = INFINITY, high = -INFINITY;
        for (vec3 p : points) {
            const float along = dot(p - middle, axes[k]);
            low = min(low, along);
            high = max(high, along);
        }
        box.middle += axes[k] * ((low + high) / 2);
        box.halves[k] = axes[k] * ((high - low) / 2);
    }
    return length(box.halves[0]) >= shortest / 2 && length(box.halves[0]) >= slenderness * length(box.halves[2]);
}
}

std::vector<Slender> slenderParts(const std::vector<vec3> &positions, const std::vector<uint32_t> &indices) {
    Groups groups = groupsOf(positions, indices);
    std::vector<size_t> triangles(positions.size());
    for (size_t t = 0; t < indices.size(); t += 3) triangles[groups.of(indices[t])]++;
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < positions.size(); i++) if (triangles[groups.of(i)] >= fewest) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](uint32_t i, uint32_t j) { return std::make_pair(groups.of(i), i) < std::make_pair(groups.of(j), j); });
    std::vector<Slender> parts;
    std::vector<vec3> points;
    for (size_t k = 0; k < order.size(); k++) {
        points.push_back(positions[order[k]]);
        if (k + 1 < order.size() && groups.of(order[k + 1]) == groups.of(order[k])) continue;
        Slender part;
        if (boxAround(points, part)) parts.push_back(part);
        points.clear();
    }
    return parts;
}

bool SlenderTrace::set(const VnPicture &p, const Transform &worldFromBody, const Slender &part) {
    const vec3 middle = worldFromBody.point(part.middle) - xyz(p.eye), along = worldFromBody.direction(part.halves[0]);
    const float depth = dot(middle, xyz(p.forward)), slope = dot(along, xyz(p.forward));
    const float depths[2] = {depth - slope, depth + slope};
    if (max(depths[0], depths[1]) < nearest || length(part.halves[2]) * p.focalLengthInPixels > max(depths[0], depths[1])) return false;
    // The piece of it that is in front of the eye.
    const float start = depths[0] < nearest ? (nearest - depths[0]) / (2 * slope) : 0, end = depths[1] < nearest ? (nearest - depths[0]) / (2 * slope) : 1;
    float x[2], y[2], inverse[2];
    const auto project = [&](vec3 d, float &x, float &y) {
        const float away = dot(d, xyz(p.forward));
        x = p.projection.z + p.projection.x * dot(d, xyz(p.right)) / away;
        y = p.projection.w + p.projection.y * dot(d, xyz(p.down)) / away;
        return 1 / away;
    };
    for (int k = 0; k < 2; k++) inverse[k] = project(middle + along * (2 * (k == 0 ? start : end) - 1), x[k], y[k]);
    isFlat = std::fabs(x[1] - x[0]) >= std::fabs(y[1] - y[0]);
    const float *u = isFlat ? x : y, *v = isFlat ? y : x;
    const float run = u[1] - u[0];
    if (std::fabs(run) < 2) return false;
    this->slope = (v[1] - v[0]) / run;
    this->start = v[0] - this->slope * u[0];
    inverseDepthSlope = (inverse[1] - inverse[0]) / run;
    inverseDepth = inverse[0] - inverseDepthSlope * u[0];
    widthAtOneMetre = 0;
    for (int k = 1; k < 3; k++) {
        const vec3 half = worldFromBody.direction(part.halves[k]);
        const float right = p.projection.x * dot(half, xyz(p.right)), down = p.projection.y * dot(half, xyz(p.down));
        widthAtOneMetre += 2 * std::fabs(isFlat ? down - this->slope * right : right - this->slope * down);
    }
    const float limit = float(isFlat ? p.width : p.height);
    from = max(0.0f, min(u[0], u[1]));
    to = min(limit, max(u[0], u[1]));
    return widthAtOneMetre * min(inverse[0], inverse[1]) < 1 && from < to;
}
