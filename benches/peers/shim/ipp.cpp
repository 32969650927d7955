// Intel IPP: every function that does a task of planes or signals, set up here and called in place.
//
//   task and name of a call -> sizes asked for, specification made, buffers allocated -> Call
//
// Names of calls are those of IPP's functions without the suffix of types; what stands in brackets
// says which of their options is meant. Functions that lack a pair of types work on strips of
// rows that stay in the cache, with a conversion before or after.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "call.hpp"
#include "ipp.h"

struct Task {
    int width, height, out_width, out_height, rows, columns;
    double scale;
    const double* taps;
    const double* factor;
    const void* src;
    void* dst;
};

namespace {

using std::string;
using std::vector;

const IppiBorderType REPLICATE = ippBorderRepl;
// Rows of a strip, as many as keep three strips of floats of 4K planes in a second-level cache.
const int STRIP = 16;

void check(IppStatus status) {
    if (status < 0) throw std::runtime_error(ippGetStatusString(status));
}

// Memory of the alignment that IPP asks for.
struct Buffer {
    std::shared_ptr<Ipp8u> bytes;

    explicit Buffer(long size) : bytes(ippsMalloc_8u_L(std::max(size, 1L)), ippsFree) {
        if (!bytes) throw std::bad_alloc();
    }
    Ipp8u* get() const { return bytes.get(); }
    template <class T>
    T* as() const { return reinterpret_cast<T*>(bytes.get()); }
};

template <class T>
struct Of;
#define TYPE(name)                                                  \
    template <>                                                     \
    struct Of<Ipp##name> {                                          \
        static constexpr IppDataType type = ipp##name;              \
        static constexpr auto filter = ippiFilterBorder_##name##_C1R; \
        static constexpr auto separable = ippiFilterSeparable_##name##_C1R; \
        static constexpr auto gaussian = ippiFilterGaussian_##name##_C1R; \
    };
TYPE(8u)
TYPE(16u)
TYPE(16s)
TYPE(32f)
#undef TYPE

IppiSize kernel(const Task& task) { return {task.columns, task.rows}; }
IppiSize plane(const Task& task) { return {task.width, task.height}; }

// The border of rows `from` to `to` of a plane whose other rows are in memory.
IppiBorderType border(const Task& task, int from, int to) {
    int type = REPLICATE;
    if (from > 0) type |= ippBorderInMemTop;
    if (to < task.height) type |= ippBorderInMemBottom;
    return static_cast<IppiBorderType>(type);
}

template <class Body>
int in_strips(const Task& task, Body body) {
    for (int from = 0; from < task.height; from += STRIP) {
        const int status = body(from, std::min(from + STRIP, task.height));
        if (status != 0) return status;
    }
    return 0;
}

bool has(const string& call, const char* option) { return call.find(option) != string::npos; }

vector<Ipp16s> whole(const double* values, int count, double factor) {
    vector<Ipp16s> found(count);
    for (int i = 0; i < count; i++) found[i] = static_cast<Ipp16s>(std::lround(values[i] * factor));
    return found;
}

vector<Ipp32f> single(const double* values, int count, double factor) {
    vector<Ipp32f> found(count);
    for (int i = 0; i < count; i++) found[i] = static_cast<Ipp32f>(values[i] * factor);
    return found;
}

struct Filter {
    Buffer spec, work;
    IppiFilterBorderSpec* get() const { return spec.as<IppiFilterBorderSpec>(); }
};

template <class T>
Filter filter(const Task& task, const string& call, IppiSize size) {
    const bool integer = has(call, "16s taps");
    int spec_size = 0, work_size = 0;
    check(ippiFilterBorderGetSize(kernel(task), size, Of<T>::type, integer ? ipp16s : ipp32f, 1, &spec_size, &work_size));
    Filter made{Buffer(spec_size), Buffer(work_size)};
    const int count = task.rows * task.columns;
    if (integer) {
        const auto taps = whole(task.taps, count, 1);
        const int divisor = static_cast<int>(std::lround(1 / task.scale));
        check(ippiFilterBorderInit_16s(taps.data(), kernel(task), divisor, Of<T>::type, 1, ippRndFinancial, made.get()));
    } else {
        const auto taps = single(task.taps, count, task.scale);
        check(ippiFilterBorderInit_32f(taps.data(), kernel(task), Of<T>::type, 1, ippRndFinancial, made.get()));
    }
    if (has(call, "accurate")) check(ippiFilterBorderSetMode(ippAlgHintAccurate, 0, made.get()));
    return made;
}

template <class T>
Call filter_border(const Task& task, const string& call) {
    const auto made = filter<T>(task, call, plane(task));
    const int step = task.width * static_cast<int>(sizeof(T));
    return {[=] {
        return Of<T>::filter(static_cast<const T*>(task.src), step, static_cast<T*>(task.dst), step, plane(task),
                             REPLICATE, nullptr, made.get(), made.work.get());
    }};
}

// `function` is that of the types; taps are the product of two factors, each divided by `divisor`.
template <class In, class Out, class Function>
Call separable(const Task& task, const string& call, Function function, const vector<double>& row,
               const vector<double>& column, int divisor) {
    const bool integer = has(call, "16s taps");
    const IppDataType taps = integer ? ipp16s : ipp32f;
    int spec_size = 0, work_size = 0;
    // The type that this one asks for is that of the taps.
    check(ippiFilterSeparableGetSpecSize(kernel(task), taps, 1, &spec_size));
    check(ippiFilterSeparableGetBufferSize(plane(task), kernel(task), Of<In>::type, taps, 1, &work_size));
    const Buffer spec(spec_size), work(work_size);
    const auto get = spec.as<IppiFilterSeparableSpec>();
    if (integer) {
        const auto r = whole(row.data(), task.columns, 1), c = whole(column.data(), task.rows, 1);
        check(ippiFilterSeparableInit_16s(r.data(), c.data(), kernel(task), divisor, 0, Of<In>::type, 1, get));
    } else {
        const double scale = 1.0 / divisor;
        const auto r = single(row.data(), task.columns, scale), c = single(column.data(), task.rows, scale);
        check(ippiFilterSeparableInit_32f(r.data(), c.data(), kernel(task), Of<In>::type, 1, get));
    }
    return {[=] {
        return function(static_cast<const In*>(task.src), task.width * static_cast<int>(sizeof(In)),
                        static_cast<Out*>(task.dst), task.width * static_cast<int>(sizeof(Out)), plane(task), REPLICATE,
                        0, spec.as<IppiFilterSeparableSpec>(), work.get());
    }};
}

template <class T>
Call gaussian_separable(const Task& task, const string& call) {
    const int divisor = static_cast<int>(std::lround(std::sqrt(1 / task.scale)));
    vector<double> factor(task.factor, task.factor + task.columns);
    for (double& tap : factor) tap *= divisor;
    return separable<T, T>(task, call, Of<T>::separable, factor, factor, divisor);
}

template <class T>
Call gaussian(const Task& task, double sigma) {
    int spec_size = 0, work_size = 0;
    const auto size = static_cast<Ipp32u>(task.columns);
    // `ippiFilterGaussianGetSpecSize` answers with less than what `Init` writes.
    check(ippiFilterGaussianGetBufferSize(plane(task), size, Of<T>::type, 1, &spec_size, &work_size));
    const Buffer spec(spec_size), work(work_size);
    const auto get = spec.as<IppFilterGaussianSpec>();
    check(ippiFilterGaussianInit(plane(task), size, static_cast<Ipp32f>(sigma), REPLICATE, Of<T>::type, 1, get, work.get()));
    const int step = task.width * static_cast<int>(sizeof(T));
    return {[=] {
        return Of<T>::gaussian(static_cast<const T*>(task.src), step, static_cast<T*>(task.dst), step, plane(task),
                               REPLICATE, nullptr, get, work.get());
        (void)spec;
    }};
}

Call sobel(const Task& task) {
    int work_size = 0;
    check(ippiFilterSobelNegVertBorderGetBufferSize(plane(task), ippMskSize3x3, ipp8u, ipp16s, 1, &work_size));
    const Buffer work(work_size);
    return {[=] {
        return ippiFilterSobelNegVertBorder_8u16s_C1R(static_cast<const Ipp8u*>(task.src), task.width,
                                                   static_cast<Ipp16s*>(task.dst), task.width * 2, plane(task),
                                                   ippMskSize3x3, REPLICATE, 0, work.get());
    }};
}

// Strips of 16-bit derivatives, each converted to floats.
Call sobel_then_convert(const Task& task) {
    int work_size = 0;
    check(ippiFilterSobelNegVertBorderGetBufferSize({task.width, STRIP}, ippMskSize3x3, ipp8u, ipp16s, 1, &work_size));
    const Buffer work(work_size), strip(2L * STRIP * task.width);
    return {[=] {
        return in_strips(task, [&](int from, int to) {
            const IppiSize size = {task.width, to - from};
            const auto src = static_cast<const Ipp8u*>(task.src) + static_cast<long>(from) * task.width;
            const auto dst = static_cast<Ipp32f*>(task.dst) + static_cast<long>(from) * task.width;
            const auto middle = strip.as<Ipp16s>();
            int status = ippiFilterSobelNegVertBorder_8u16s_C1R(src, task.width, middle, task.width * 2, size, ippMskSize3x3,
                                                             border(task, from, to), 0, work.get());
            if (status == 0) status = ippiConvert_16s32f_C1R(middle, task.width * 2, dst, task.width * 4, size);
            return status;
        });
    }};
}

// Strips of the input in 16 bits, each with its rows around it, filtered.
Call convert_then_filter(const Task& task, const string& call) {
    const auto made = filter<Ipp16s>(task, call, {task.width, STRIP});
    const int around = task.rows / 2;
    const Buffer strip(2L * (STRIP + 2 * around) * task.width);
    return {[=] {
        return in_strips(task, [&](int from, int to) {
            const int first = std::max(from - around, 0), last = std::min(to + around, task.height);
            const auto src = static_cast<const Ipp8u*>(task.src) + static_cast<long>(first) * task.width;
            const auto dst = static_cast<Ipp16s*>(task.dst) + static_cast<long>(from) * task.width;
            const auto middle = strip.as<Ipp16s>();
            const int step = task.width * 2;
            int status = ippiConvert_8u16s_C1R(src, task.width, middle, step, {task.width, last - first});
            if (status == 0) {
                const auto start = middle + static_cast<long>(from - first) * task.width;
                status = ippiFilterBorder_16s_C1R(start, step, dst, step, {task.width, to - from}, border(task, from, to),
                                                  nullptr, made.get(), made.work.get());
            }
            return status;
        });
    }};
}

template <class T, class State, class Tap, class GetSize, class Init, class Down>
Call pyramid(const Task& task, GetSize get_size, Init init, Down down, vector<Tap> taps) {
    int state_size = 0, work_size = 0;
    check(get_size(plane(task), 2, task.columns, &state_size, &work_size));
    const Buffer memory(state_size), work(work_size);
    State* state = nullptr;
    check(init(&state, plane(task), 2, taps.data(), task.columns, IPPI_INTER_LINEAR, memory.get(), work.get()));
    return {[=] {
        (void)memory, (void)work;
        return down(static_cast<const T*>(task.src), task.width * static_cast<int>(sizeof(T)), plane(task),
                    static_cast<T*>(task.dst), task.out_width * static_cast<int>(sizeof(T)),
                    {task.out_width, task.out_height}, state);
    }};
}

// The delay line is the beginning of the input, so that the outputs are those without a border.
Call fir(const Task& task, const string& call) {
    const IppAlgType way = has(call, "FFT") ? ippAlgFFT : ippAlgDirect;
    int spec_size = 0, work_size = 0;
    check(ippsFIRSRGetSize(task.columns, ipp32f, &spec_size, &work_size));
    const Buffer spec(spec_size), work(work_size);
    auto taps = single(task.taps, task.columns, task.scale);
    std::reverse(taps.begin(), taps.end());
    check(ippsFIRSRInit_32f(taps.data(), task.columns, way, spec.as<IppsFIRSpec_32f>()));
    const auto src = static_cast<const Ipp32f*>(task.src);
    return {[=] {
        return ippsFIRSR_32f(src + task.columns - 1, static_cast<Ipp32f*>(task.dst), task.out_width,
                             spec.as<IppsFIRSpec_32f>(), src, nullptr, work.get());
    }};
}

// The plane with its border, and then a product of transforms.
Call bordered_conv(const Task& task) {
    const int width = task.width + task.columns - 1, height = task.height + task.rows - 1;
    const IppEnum way = static_cast<int>(ippiROIValid) | static_cast<int>(ippAlgFFT);
    int work_size = 0;
    check(ippiConvGetBufferSize({width, height}, kernel(task), ipp32f, 1, way, &work_size));
    const Buffer work(work_size), padded(4L * width * height);
    auto taps = single(task.taps, task.rows * task.columns, task.scale);
    std::reverse(taps.begin(), taps.end());
    return {[=] {
        int status = ippiCopyReplicateBorder_32f_C1R(static_cast<const Ipp32f*>(task.src), task.width * 4, plane(task),
                                                     padded.as<Ipp32f>(), width * 4, {width, height}, task.rows / 2,
                                                     task.columns / 2);
        if (status == 0)
            status = ippiConv_32f_C1R(padded.as<Ipp32f>(), width * 4, {width, height}, taps.data(), task.columns * 4,
                                      kernel(task), static_cast<Ipp32f*>(task.dst), task.width * 4, way, work.get());
        return status;
    }};
}

template <class T>
Call of_type(const Task& task, const string& call, double sigma) {
    if (has(call, "FilterBorder")) return filter_border<T>(task, call);
    if (has(call, "FilterSeparable")) return gaussian_separable<T>(task, call);
    if (has(call, "FilterGaussian")) return gaussian<T>(task, sigma);
    throw std::runtime_error("no call " + call);
}

Call call_for(const Task& task, const string& input, const string& call, double sigma) {
    if (call == "FilterSobelNegVertBorder") return sobel(task);
    if (call == "FilterSobelNegVertBorder + Convert") return sobel_then_convert(task);
    if (has(call, "Convert + FilterBorder")) return convert_then_filter(task, call);
    if (call == "FilterSeparable (Sobel, 16s taps)")
        return separable<Ipp8u, Ipp16s>(task, call, ippiFilterSeparable_8u16s_C1R, {-1, 0, 1}, {1, 2, 1}, 1);
    if (has(call, "FIRSR")) return fir(task, call);
    if (has(call, "Conv (")) return bordered_conv(task);
    if (call == "PyramidLayerDown" && input == "u8")
        return pyramid<Ipp8u, IppiPyramidDownState_8u_C1R>(
            task, ippiPyramidLayerDownGetSize_8u_C1R, ippiPyramidLayerDownInit_8u_C1R, ippiPyramidLayerDown_8u_C1R,
            whole(task.factor, task.columns, std::sqrt(1 / task.scale)));
    if (call == "PyramidLayerDown")
        return pyramid<Ipp32f, IppiPyramidDownState_32f_C1R>(
            task, ippiPyramidLayerDownGetSize_32f_C1R, ippiPyramidLayerDownInit_32f_C1R, ippiPyramidLayerDown_32f_C1R,
            single(task.factor, task.columns, 1));
    if (input == "u8") return of_type<Ipp8u>(task, call, sigma);
    if (input == "u16") return of_type<Ipp16u>(task, call, sigma);
    if (input == "i16") return of_type<Ipp16s>(task, call, sigma);
    return of_type<Ipp32f>(task, call, sigma);
}

}  // namespace

extern "C" {

// The name of the code that IPP chose for this processor, not beyond AVX2 if that is asked for.
const char* ipp_open(int avx2) {
    ippInit();
    if (avx2) {
        const Ipp64u beyond = ippCPUID_AVX512F | ippCPUID_AVX512CD | ippCPUID_AVX512VL | ippCPUID_AVX512BW |
                              ippCPUID_AVX512DQ | ippAVX512_ENABLEDBYOS | ippCPUID_AVX10_2;
        ippSetCpuFeatures(ippGetEnabledCpuFeatures() & ~beyond);
    }
    static string text;
    const IppLibraryVersion* version = ippiGetLibVersion();
    text = string(version->Version) + ", code " + version->targetCpu;
    return text.c_str();
}

Call* ipp_call(const Task* task, const char* input, const char* call, double sigma) {
    return made([&] { return call_for(*task, input, call, sigma); });
}
}
