// What both shims hand to Python: a call that is set up once and repeated here, so that what it
// costs to cross from Python is paid once for a sample and not once for a call.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

struct Call {
    // What is timed; another value than 0 is a status of the library.
    std::function<int()> run;
    // What else is needed for the result to be in the output; not timed.
    std::function<void()> before = [] {};
    std::function<void()> after = [] {};
};

inline std::string& fault() {
    static std::string text;
    return text;
}

// The call that `make` sets up, or null, and then `shim_fault` has the reason.
template <class Make>
Call* made(Make make) {
    try {
        return new Call(make());
    } catch (const std::exception& error) {
        fault() = error.what();
        return nullptr;
    }
}

// Does something to a call, and returns whether it could be done.
template <class Do>
int done(Do action) {
    try {
        const int status = action();
        if (status == 0) return 1;
        fault() = "status " + std::to_string(status);
    } catch (const std::exception& error) {
        fault() = error.what();
    }
    return 0;
}

extern "C" {

const char* shim_fault() { return fault().c_str(); }

int shim_repeat(Call* call, long calls) {
    return done([&] {
        int status = 0;
        for (long i = 0; i < calls && status == 0; i++) status = call->run();
        return status;
    });
}

int shim_deliver(Call* call) {
    return done([&] {
        call->before();
        const int status = call->run();
        if (status == 0) call->after();
        return status;
    });
}

void shim_release(Call* call) { delete call; }
}
