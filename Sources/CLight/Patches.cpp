#include "Patches.h"

// Patches are few: sharper lobes would fall between them.
constexpr float smallestAlpha = 0.2f;

vec3 BrightPatch::mirrored(const Surface &surface, vec3 normal, vec3 towardsLight, float u1, float u2) {
    vec3 t, b;
    frame(normal, t, b);
    const vec3 from(dot(towardsLight, t), dot(towardsLight, b), max(0.02f, dot(towardsLight, normal)));
    const vec3 h = sampleVisibleNormal(from, max(smallestAlpha, surface.alpha()), u1, u2), l = h * (2 * dot(from, h)) - from;
    return t * l.x + b * l.y + normal * l.z;
}

vec3 BrightPatch::luminance(vec3 towards) const {
    if (::luminance(arriving) <= 0) return scattered;
    float nol = max(0.02f, dot(normal, towardsLight)), nov = max(0.02f, dot(normal, towards));
    return scattered + arriving * specular(surface, max(smallestAlpha, surface.alpha()), normal, towards, towardsLight, nov, nol);
}

vec3 BrightPatch::direction(int cell) const {
    const float x = 2 * (cell % waysEdge + 0.5f) / waysEdge - 1, y = 2 * (cell / waysEdge + 0.5f) / waysEdge - 1;
    return normalize(across) * x + normalize(along) * y + normal * sqrt(max(0.0f, 1 - x * x - y * y));
}

float BrightPatch::wayOut(vec3 towards) const {
    const float perRadius = 1 / sqrt(area / pi);
    const auto place = [&](vec3 axis) { return std::clamp(int((0.5f * perRadius * dot(towards, axis) + 0.5f) * waysEdge), 0, waysEdge - 1); };
    return ways[place(along) * waysEdge + place(across)];
}

float BrightPatch::meanLuminance() const {
    const float nol = max(0.0f, dot(normal, towardsLight));
    return ::luminance(scattered + arriving * specularAlbedo()(surface, nol) * (nol / pi));
}

float BrightPatch::wayOut() const {
    float open = 0;
    for (float way : ways) open += way;
    return open / ways.size();
}

// Along a curve through space (Morton's); what faces another way lies elsewhere.
static uint64_t placeInOrder(const BrightPatch &patch) {
    constexpr float cell = 0.01f, facing = 0.3f; // metres
    constexpr int bits = 21;
    const vec3 place = (patch.point + patch.normal * facing) / cell;
    uint64_t order = 0;
    int axis = 0;
    for (float x : {place.x, place.y, place.z}) {
        const uint64_t step = std::clamp(int(std::floor(x)) + (1 << (bits - 1)), 0, (1 << bits) - 1);
        for (int k = 0; k < bits; k++) order |= (step >> k & 1) << (3 * k + axis);
        axis++;
    }
    return order;
}

void Patches::sort() {
    std::vector<std::pair<uint64_t, size_t>> order;
    for (size_t i = 0; i < all.size(); i++) order.push_back({placeInOrder(all[i]), i});
    std::sort(order.begin(), order.end());
    std::vector<BrightPatch> sorted;
    for (const auto &[place, i] : order) sorted.push_back(all[i]);
    all.swap(sorted);
}

void Patches::deal() {
    sort();
    constexpr float leastShare = 0.25f; // of the mean: a faint one close by may matter
    std::vector<float> powers;
    double sum = 0, total = 0;
    for (const BrightPatch &patch : all) { powers.push_back(patch.meanLuminance() * patch.area * patch.wayOut()); sum += powers.back(); }
    if (sum <= 0) all.clear();
    const double least = leastShare * sum / std::max(size_t(1), all.size());
    upTo.clear();
    if (all.empty()) return;
    for (float power : powers) upTo.push_back(float((total += power + least) / ((1 + leastShare) * sum)));
    hands.resize(handCount * handSize / 8);
    for (uint32_t hand = 0; hand < handCount; hand++) {
        for (uint32_t card = 0; card < handSize; card++) {
            const uint32_t turn = (__builtin_bitreverse8(uint8_t(hand)) ^ vnHash(card)) % handCount;
            const size_t i = at((card + (turn + 0.5f) / handCount) / handSize);
            const BrightPatch &patch = all[i];
            Eight &eight = hands[(hand * handSize + card) / 8];
            const int lane = card % 8;
            const auto set = [&](f8 *planes, vec3 v) { planes[0][lane] = v.x; planes[1][lane] = v.y; planes[2][lane] = v.z; };
            set(eight.point, patch.point);
            set(eight.normal, patch.normal);
            set(eight.across, patch.across);
            set(eight.along, patch.along);
            eight.power[lane] = patch.meanLuminance() * patch.area * standsFor(i) / handSize;
            eight.disc[lane] = patch.area / pi;
            eight.lampBit[lane] = patch.lampBit();
            eight.patch[lane] = int(i);
        }
    }
}

size_t Patches::at(float uniform) const {
    return std::min(all.size() - 1, size_t(std::upper_bound(upTo.begin(), upTo.end(), uniform) - upTo.begin()));
}

Patches::Picked Patches::pick(float uniform) const {
    const size_t i = at(uniform);
    return {&all[i], standsFor(i)};
}

Patches::Picked Patches::pick(uint32_t hand, float uniform, vec3 origin, vec3 normal, float across, float along, uint32_t exceptOf, bool besideRays) const {
    const Eight *eights = &hands[hand % handCount * (handSize / 8)];
    float weights[handSize], total = 0;
    for (int half = 0; half < handSize / 8; half++) {
        const Eight &e = eights[half];
        f8 d[3], r2 = {}, nol = {}, cosine = {};
        const float from[3] = {origin.x, origin.y, origin.z}, n[3] = {normal.x, normal.y, normal.z};
        for (int k = 0; k < 3; k++) {
            d[k] = e.point[k] + e.across[k] * across + e.along[k] * along - from[k];
            r2 += d[k] * d[k];
            nol += d[k] * n[k];
            cosine -= d[k] * e.normal[k];
        }
        const f8 both = __builtin_elementwise_max(nol, f8{}) * __builtin_elementwise_max(cosine, f8{});
        f8 weight = e.power * both / (r2 * (r2 + e.disc));
        if (besideRays) {
            const f8 left = 1 - raysShare(both / r2, r2);
            for (int lane = 0; lane < 8; lane++) if (!e.lampBit[lane]) weight[lane] *= left[lane];
        }
        for (int lane = 0; lane < 8; lane++) {
            const float w = e.lampBit[lane] & exceptOf ? 0 : weight[lane];
            weights[8 * half + lane] = w;
            total += w;
        }
    }
    float rest = uniform * total;
    int card = 0, last = -1;
    for (; card < handSize; card++) {
        if (weights[card] <= 0) continue;
        last = card;
        if ((rest -= weights[card]) < 0) break;
    }
    if (last < 0) return {nullptr, 0};
    const Eight &e = eights[last / 8];
    const int lane = last % 8;
    return {&all[e.patch[lane]], standsFor(e.patch[lane]) / handSize * total / weights[last]};
}
