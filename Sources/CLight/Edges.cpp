// Smooth edges from one shaded sample a pixel: where surfaces meet, rays through places in the pixel ask what is seen there, and
// each takes the colour of the neighbour that shows the same surface. What none of them shows is lit by itself.
#include "PixelTracer.h"

namespace {
constexpr int few = 4, together = 2 * few, mostLooks = 4 * together;
// Differences: of one surface at most, and of different bodies at least.
constexpr float textures = 0.1f; // what colours of one part differ by from pixel to pixel
constexpr float alike = 1.2f, surelyAlike = 0.2f, surelyHere = 0.1f, unlike = 1e8f;
constexpr float nearness = 0.1f; // what a pixel's distance counts for beside these
// In sixteenths of a pixel, from its middle: of each eight no two in a row or a column, nor of each four in a quarter of them.
constexpr float places[together][2] = {{-3, -5}, {5, 1}, {-7, -1}, {3, 7}, {1, -3}, {-1, 3}, {-5, 5}, {7, -7}};
struct Place { float x, y; };
Place place(int k) {
    // Eight more lie between the others.
    const int turn = k / together;
    const float *p = places[k % together], x = p[0] + (turn & 1) - 0.5f, y = p[1] + (turn >> 1) - 0.5f;
    return turn == 0 ? Place{p[0] / 16, p[1] / 16} : turn == 1 ? Place{-y / 16, x / 16} : turn == 2 ? Place{-x / 16, -y / 16} : Place{y / 16, -x / 16};
}

struct Seen {
    uint32_t id; // 0: nothing
    vec3 point, normal;
    float width; // of a pixel there
    vec3 base;
    const Hit *hit = nullptr; // of a ray; else it is what a pixel shows
};

struct View {
    const VnPicture &p;
    const Scene &scene;

    Seen at(int x, int y) const {
        const int i = y * p.width + x;
        return {p.ids[i], xyz(p.eye) + rayThrough(p, x + 0.5f, y + 0.5f) * p.depth[i], vec3(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]), p.depth[i] / p.focalLengthInPixels,
                p.baseColour ? vec3(p.baseColour[3 * i], p.baseColour[3 * i + 1], p.baseColour[3 * i + 2]) : vec3(0.0f)};
    }
    // Coarser meshes show parts of another colour elsewhere.
    bool isOtherPart(const Seen &a, const Seen &b) const {
        if (!p.baseColour) return false;
        const LitBody &body = scene.bodies[a.id - 1];
        return a.hit ? body.isForeign(a.hit->triangle, b.base) : !body.triangleSurfaces.empty() && LitBody::isFar(a.base, b.base, vec3(textures));
    }
    // How unlike two places are, in pixels' widths off one another's plane and in what their normals turn.
    float difference(const Seen &a, const Seen &b) const {
        if (a.id != b.id) return 10 * unlike;
        if (a.id == 0) return 0;
        if (isOtherPart(a, b)) return 10 * alike;
        vec3 d = b.point - a.point;
        return (std::fabs(dot(d, a.normal)) + std::fabs(dot(d, b.normal))) / (a.width + 1e-6f) + 4.0f * (1.0f - dot(a.normal, b.normal));
    }
};

// The eight pixels around one, compared at once.
struct Ring {
    typedef int32_t i8 __attribute__((vector_size(32)));
    struct vec3s { f8 x, y, z; };
    vec3s point, normal, base;
    i8 id;

    void set(int k, const Seen &seen) {
        set(point, k, seen.point);
        set(normal, k, seen.normal);
        set(base, k, seen.base);
        id[k] = int32_t(seen.id);
    }
    // As `View::difference` says.
    f8 differences(const View &view, const Seen &seen) const {
        const i8 isSame = id == int32_t(seen.id);
        if (seen.id == 0) return choose(isSame, f8{}, f8{} + 10 * unlike);
        const vec3s d{point.x - seen.point.x, point.y - seen.point.y, point.z - seen.point.z};
        const f8 off = absolute(dot(d, seen.normal)) + absolute(d.x * normal.x + d.y * normal.y + d.z * normal.z);
        f8 result = off / (seen.width + 1e-6f) + 4.0f * (1.0f - dot(normal, seen.normal));
        const LitBody &body = view.scene.bodies[seen.id - 1];
        if (view.p.baseColour && !body.triangleSurfaces.empty()) {
            const vec3 own = body.triangleSurfaces[seen.hit->triangle].base, range = body.triangleRanges[seen.hit->triangle];
            const i8 isForeign = LitBody::isApart(base.x, own.x, range.x) | LitBody::isApart(base.y, own.y, range.y) | LitBody::isApart(base.z, own.z, range.z);
            result = choose(isForeign, f8{} + 10 * alike, result);
        }
        return choose(isSame, result, f8{} + 10 * unlike);
    }

private:
    static void set(vec3s &all, int k, vec3 v) { all.x[k] = v.x; all.y[k] = v.y; all.z[k] = v.z; }
    static f8 dot(const vec3s &a, vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
    static f8 choose(i8 mask, f8 yes, f8 no) { return (f8)((mask & (i8)yes) | (~mask & (i8)no)); }
    static f8 absolute(f8 v) { return choose(v < 0, -v, v); }
};

// Where a pixel and its neighbours have nearly one colour there is nothing to smooth, whatever surfaces meet.
struct Contrast {
    const VnPicture &p;
    const float *colours;
    std::vector<float> least, most; // of three rows, a channel each
    int row = 0;
    float shade; // darker differences than this are hardly seen in this picture
    static constexpr float glaring = 4;

    Contrast(const VnPicture &p, const float *colours) : p(p), colours(colours), least(3 * p.width), most(3 * p.width) {
        constexpr int stride = 37;
        float sum = 0;
        int count = 0;
        for (int i = 0; i < p.width * p.height; i += stride, count++) sum += std::log(colours[3 * i + 1] + 1e-4f);
        shade = 0.2f * std::exp(sum / count);
    }
    void load(int y) {
        row = y;
        const float *own = colours + 3 * size_t(y) * p.width, *above = y > 0 ? own - 3 * p.width : own, *below = y + 1 < p.height ? own + 3 * p.width : own;
        for (int k = 0; k < 3 * p.width; k++) {
            least[k] = std::min(std::min(above[k], own[k]), below[k]);
            most[k] = std::max(std::max(above[k], own[k]), below[k]);
        }
    }
    // Of the brighter one: about one step of eight bits.
    static constexpr float visible = 0.03f;
    static bool isSeen(float low, float high) { return high - low > visible * high; }
    static bool isSeen(vec3 low, vec3 high) { return isSeen(low.x, high.x) || isSeen(low.y, high.y) || isSeen(low.z, high.z); }
    // How many looks it takes: none where nobody would see a difference; more where much goes on, and a little of what is bright is seen as much.
    int looks(int x) const {
        const int left = 3 * std::max(0, x - 1), own = 3 * x, right = 3 * std::min(p.width - 1, x + 1);
        bool differ = false;
        int channel = 0;
        float glare = 0, middle = 0;
        for (int c = 0; c < 3; c++) {
            const float low = std::min(std::min(least[left + c], least[own + c]), least[right + c]), high = std::max(std::max(most[left + c], most[own + c]), most[right + c]);
            differ |= isSeen(low, high);
            if (high > glare * (low + shade)) { glare = high / (low + shade); channel = c; middle = sqrt(low * high); }
        }
        if (!differ) return 0;
        // Offline all that it takes.
        if (p.cellEdge == 1) return mostLooks;
        if (p.isEnlarged) return few;
        if (glare < glaring) return together;
        return isCluttered(x, channel, middle) ? mostLooks : mostLooks / 2;
    }
    // More than one edge passes: around the pixel it is bright, dark and bright again, or none of what it is itself.
    bool isCluttered(int x, int channel, float middle) const {
        const auto isBright = [&](int u, int v) {
            return colours[3 * (size_t(std::clamp(v, 0, p.height - 1)) * p.width + std::clamp(u, 0, p.width - 1)) + channel] > middle;
        };
        int changes = 0, alike = 0;
        const bool own = isBright(x, row);
        bool last = isBright(x + ringAcross[7], row + ringDown[7]);
        for (int k = 0; k < 8; k++) {
            const bool next = isBright(x + ringAcross[k], row + ringDown[k]);
            changes += next != last;
            alike += next == own;
            last = next;
        }
        return changes > 2 || alike == 0;
    }
};

// Things about as thin as a pixel fall between the pixels' middles here and there: where such a thing would go on is looked at too.
struct Thin {
    static constexpr int reach = 4;
    const VnPicture &p;
    const Scene &scene;
    std::vector<uint8_t> continues;
    int fromRow;

    Thin(const VnPicture &p, const Scene &scene, int fromRow, int toRow) : p(p), scene(scene), continues(size_t(p.width) * (toRow - fromRow)), fromRow(fromRow) {
        for (int y = std::max(1, fromRow - reach); y < std::min(p.height - 1, toRow + reach); y++) {
            for (int x = 1; x < p.width - 1; x++) {
                const int i = y * p.width + x;
                const bool liesAcross = isBetween(i, p.width), stands = isBetween(i, 1);
                if (liesAcross != stands) mark(x, y, liesAcross ? reach : 1, liesAcross ? 1 : reach, toRow);
            }
        }
        for (const LitBody &body : scene.bodies)
            for (const Slender &part : body.slenderParts) markAlong(body.worldFromBody, part, toRow);
    }
    bool at(int x, int y) const { return continues[size_t(y - fromRow) * p.width + x]; }

private:
    // Another body than those to either side; or, as seams of models' doors are, turned away from both sides, which lie level. (Other bodies' normals have relief.)
    bool isBetween(int i, int step) const {
        const uint32_t id = p.ids[i], before = p.ids[i - step], after = p.ids[i + step];
        if (id != before && id != after) return true;
        if (id == 0 || id != before || id != after || scene.bodies[id - 1].triangleSurfaces.empty()) return false;
        constexpr float turned = 0.8f, level = 0.95f;
        return cosine(i, i - step) < turned && cosine(i, i + step) < turned && cosine(i - step, i + step) > level;
    }
    float cosine(int i, int j) const {
        const float *a = p.normal + 3 * i, *b = p.normal + 3 * j;
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
    // All that it may pass where it is narrower than a pixel, unless something stands before it.
    void markAlong(const Transform &worldFromBody, const Slender &part, int toRow) {
        SlenderTrace trace;
        if (!trace.set(p, worldFromBody, part)) return;
        const int first = int(trace.from), last = std::min(int(trace.to), (trace.isFlat ? p.width : p.height) - 1), across = trace.isFlat ? p.height : p.width;
        for (int k = first; k <= last; k++) {
            const float middle = trace.start + trace.slope * (k + 0.5f), depth = 1 / (trace.inverseDepth + trace.inverseDepthSlope * (k + 0.5f));
            const float width = trace.widthAtOneMetre / depth, reach = (width + std::fabs(trace.slope)) / 2;
            if (width >= 1) continue;
            for (int l = std::max(0, int(std::floor(middle - reach))); l <= std::min(across - 1, int(std::floor(middle + reach))); l++) {
                const int x = trace.isFlat ? k : l, y = trace.isFlat ? l : k;
                if (y < fromRow || y >= toRow) continue;
                const float own = p.depth[y * p.width + x];
                if (own <= 0 || depth < 1.02f * own) continues[size_t(y - fromRow) * p.width + x] = 1;
            }
        }
    }
    void mark(int x, int y, int across, int down, int toRow) {
        for (int v = std::max(fromRow, y - down); v <= std::min(toRow - 1, y + down); v++)
            for (int u = std::max(0, x - across); u <= std::min(p.width - 1, x + across); u++) continues[size_t(v - fromRow) * p.width + u] = 1;
    }
};

struct Smoother {
    const VnIllumination *self;
    View view;
    const float *colours;
    static constexpr int rowCount = 2 * Thin::reach + 1;
    std::vector<Seen> rows[rowCount]; // around the row in work

    void load(int y) {
        std::vector<Seen> &row = rows[(y + rowCount) % rowCount];
        row.resize(view.p.width);
        if (y >= 0 && y < view.p.height) for (int x = 0; x < view.p.width; x++) row[x] = view.at(x, y);
    }
    const Seen &at(int x, int y) const { return rows[(y + rowCount) % rowCount][x]; }
    vec3 colour(int i) const { return vec3(colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]); }
    bool contains(int x, int y) const { return x >= 0 && x < view.p.width && y >= 0 && y < view.p.height; }

    // What is seen beyond a corner only fills little of a pixel.
    bool isEdge(int x, int y, bool cornersToo) const {
        const Seen &own = at(x, y);
        const uint32_t *ids = view.p.ids + size_t(y) * view.p.width + x;
        const int right = x + 1 < view.p.width, left = x > 0, below = y + 1 < view.p.height ? view.p.width : 0, above = y > 0 ? view.p.width : 0;
        if (ids[-left] != own.id || ids[right] != own.id || ids[-above] != own.id || ids[below] != own.id) return true;
        for (int k = cornersToo ? 0 : 1; k < 8; k += cornersToo ? 1 : 2) {
            const int u = x + ringAcross[k], v = y + ringDown[k];
            if (contains(u, v) && view.difference(own, at(u, v)) > alike) return true;
        }
        return false;
    }
};

// Into one pixel.
struct Looks {
    const Smoother &smoother;
    const int x, y, wanted;
    const bool isSimple; // half of the first eight are enough where they find one colour

    Looks(const Smoother &smoother, int x, int y, int wanted, bool isSimple) : smoother(smoother), x(x), y(y), wanted(wanted), isSimple(isSimple) {}

    int done = 0;
    vec3 sum = vec3(0.0f), low = vec3(INFINITY), high = vec3(0.0f);

    bool differ() const { return Contrast::isSeen(low, high); }
    void see(const Hit &hit, vec3 direction, float perDepth) {
        const vec3 colour = colourOf(hit, direction, perDepth);
        sum += colour;
        low = minimum(low, colour);
        high = maximum(high, colour);
        done++;
    }

private:
    static constexpr uint32_t outside = ~0u;
    // Surfaces that no pixel around shows are lit once.
    struct Unshown { Seen seen; vec3 colour; };
    static constexpr int mostUnshown = 4;
    Unshown unshown[mostUnshown];
    int unshownCount = 0;
    Ring ring;
    bool hasRing = false;

    void setRing() {
        for (int k = 0; k < 8; k++) {
            const int u = x + ringAcross[k], v = y + ringDown[k];
            ring.set(k, smoother.contains(u, v) ? smoother.at(u, v) : Seen{outside, vec3(0.0f), vec3(0.0f), 0, vec3(0.0f)});
        }
        hasRing = true;
    }

    vec3 colourOf(const Hit &hit, vec3 direction, float perDepth) {
        const View &view = smoother.view;
        const VnPicture &p = view.p;
        const Seen &own = smoother.at(x, y);
        Seen seen{0, vec3(0.0f), vec3(0.0f), 0, vec3(0.0f)};
        if (hit.body >= 0) {
            seen = {uint32_t(hit.body) + 1, xyz(p.eye) + direction * hit.distance, vec3(0.0f), hit.distance / perDepth / p.focalLengthInPixels, vec3(0.0f), &hit};
            const bool isHere = seen.id == own.id && std::fabs(dot(seen.point - own.point, own.normal)) < surelyHere * own.width && !view.isOtherPart(seen, own);
            if (isHere) return smoother.colour(y * p.width + x);
            seen.normal = view.scene.smoothNormal(hit);
        }
        return colourOf(seen, direction);
    }

    // That of the nearest pixel that shows the same.
    vec3 colourOf(const Seen &seen, vec3 direction) {
        const View &view = smoother.view;
        const Place at = place(done);
        const Seen &own = smoother.at(x, y);
        float least = view.difference(seen, own);
        int best = y * view.p.width + x;
        if (least < surelyAlike) return smoother.colour(best);
        least += nearness * (square(at.x) + square(at.y));
        const f8 across{-1, 0, 1, 1, 1, 0, -1, -1}, down{-1, -1, -1, 0, 1, 1, 1, 0};
        if (!hasRing) setRing();
        const f8 costs = ring.differences(view, seen) + nearness * ((across - at.x) * (across - at.x) + (down - at.y) * (down - at.y));
        for (int k = 0; k < 8; k++) {
            if (costs[k] < least) { least = costs[k]; best = (y + ringDown[k]) * view.p.width + x + ringAcross[k]; }
        }
        if (least < alike) return smoother.colour(best);
        for (int k = 0; k < unshownCount && view.p.cellEdge != 1; k++) if (view.difference(seen, unshown[k].seen) < alike) return unshown[k].colour;
        const vec3 colour = colourFurtherOn(seen, direction, best, least);
        if (unshownCount < mostUnshown) {
            unshown[unshownCount] = {seen, colour};
            Seen &kept = unshown[unshownCount++].seen;
            if (seen.id > 0) {
                const std::vector<Surface> &parts = view.scene.bodies[seen.id - 1].triangleSurfaces;
                if (!parts.empty()) kept.base = parts[seen.hit->triangle].base;
            }
            kept.hit = nullptr;
        }
        return colour;
    }

    // A thin thing shows again a few pixels on; else as a reflection would show it.
    vec3 colourFurtherOn(const Seen &seen, vec3 direction, int best, float least) const {
        const View &view = smoother.view;
        const VnPicture &p = view.p;
        const Place at = place(done);
        for (int v = std::max(0, y - Thin::reach); v <= std::min(p.height - 1, y + Thin::reach); v++) {
            for (int u = std::max(0, x - Thin::reach); u <= std::min(p.width - 1, x + Thin::reach); u++) {
                const Seen &other = smoother.at(u, v);
                if (other.id != seen.id) continue;
                const float cost = view.difference(seen, other) + nearness * (square(u - x - at.x) + square(v - y - at.y));
                if (cost < least) { least = cost; best = v * p.width + u; }
            }
        }
        const VnIllumination &light = *smoother.self;
        const bool shines = seen.id != 0 && view.scene.bodies[seen.id - 1].emits;
        if (least < alike || shines) return smoother.colour(best);
        if (seen.id == 0) return (*light.lights.sky)(direction);
        const Pattern pattern{morton(uint32_t(x), uint32_t(y)), uint32_t(done)};
        return PixelTracer(light, Pixel(), pattern).sentBack(*seen.hit, xyz(p.eye), direction, pattern, true, false);
    }
};

// The looks of a row's pixels, eight at once.
struct Row {
    const Smoother &smoother;
    std::vector<Looks> all;
    std::vector<Looks *> open;

    explicit Row(const Smoother &smoother) : smoother(smoother) {}
    void look() {
        open.clear();
        for (Looks &looks : all) open.push_back(&looks);
        round(few);
        leave([](const Looks &l) { return l.wanted != few && (!l.isSimple || l.differ()); });
        round(few);
        while (true) {
            leave([](const Looks &l) { return l.wanted > l.done && l.differ(); });
            if (open.empty()) return;
            round(together);
        }
    }

private:
    template <class Goes> void leave(Goes goesOn) {
        open.erase(std::remove_if(open.begin(), open.end(), [&](Looks *l) { return !goesOn(*l); }), open.end());
    }
    // So many of each.
    void round(int count) {
        const VnPicture &p = smoother.view.p;
        vec3 directions[together];
        float perDepth[together];
        Hit hits[together];
        const int atOnce = together / count;
        for (size_t first = 0; first < open.size(); first += atOnce) {
            const int pixels = int(std::min(open.size() - first, size_t(atOnce)));
            for (int k = 0; k < together; k++) {
                const Looks &looks = *open[first + std::min(k / count, pixels - 1)];
                const Place at = place(looks.done + k % count);
                const vec3 ray = rayThrough(p, looks.x + 0.5f + at.x, looks.y + 0.5f + at.y);
                perDepth[k] = length(ray);
                directions[k] = ray / perDepth[k];
            }
            smoother.view.scene.trace8(xyz(p.eye), directions, hits);
            for (int k = 0; k < pixels * count; k++) open[first + k / count]->see(hits[k], directions[k], perDepth[k]);
        }
    }
};
}

void vnPictureSmoothEdges(const VnIllumination *self, const VnPicture *p, const float *colours, float *smoothed, int32_t fromRow, int32_t toRow) {
    Smoother smoother{self, View{*p, self->scene}, colours, {}};
    const Thin thin(*p, self->scene, fromRow, toRow);
    Contrast contrast(*p, colours);
    Row row(smoother);
    for (int y = fromRow - Thin::reach; y < fromRow + Thin::reach; y++) smoother.load(y);
    for (int y = fromRow; y < toRow; y++) {
        smoother.load(y + Thin::reach);
        contrast.load(y);
        row.all.clear();
        std::copy_n(colours + 3 * size_t(y) * p->width, 3 * p->width, smoothed + 3 * size_t(y) * p->width);
        for (int x = 0; x < p->width; x++) {
            const int looks = contrast.looks(x);
            if (thin.at(x, y) || (looks > 0 && smoother.isEdge(x, y, looks > together))) row.all.emplace_back(smoother, x, y, looks, looks == few || (looks == together && !thin.at(x, y)));
        }
        row.look();
        for (const Looks &looks : row.all) {
            const vec3 colour = looks.sum / float(looks.done);
            float *to = smoothed + 3 * (size_t(y) * p->width + looks.x);
            to[0] = colour.x; to[1] = colour.y; to[2] = colour.z;
        }
    }
}
