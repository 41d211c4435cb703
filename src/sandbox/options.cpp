// SPDX-License-Identifier: MIT
// The table of options.
#include "sandbox/options.hpp"

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

Result<void> set_prefix(Options& options, const std::string& value) {
    if (value.empty() || value.front() != '/' || value.back() == '/' ||
        value.find_first_of("?#% ") != std::string::npos)
        return Error{"a prefix is a path such as /infobip, with a slash in front and none behind"};
    options.prefix = value;
    return {};
}

Result<void> add_fault(Options& options, const std::string& value) {
    const auto fault = parse_fault(value);
    if (!fault) return fault.error();
    options.faults.push_back(value);
    return {};
}

// A member that takes any text.
template <std::string Options::*member>
Result<void> set_text(Options& options, const std::string& value) {
    if (value.empty()) return Error{"must not be empty"};
    options.*member = value;
    return {};
}

template <bool Options::*member>
Result<void> set_flag(Options& options, const std::string&) {
    options.*member = true;
    return {};
}

constexpr OptionRow option_rows[] = {
    {"--listen", "ADDRESS:PORT", set_text<&Options::listen>,
     "where to listen; port 0: any that is free. Default 127.0.0.1:0"},
    {"--tls-dir", "DIR", set_text<&Options::tls_dir>,
     "ca.pem, server.pem and server.key for HTTPS; made there when missing, for localhost, "
     "127.0.0.1 and ::1"},
    {"--plain-http", "", set_flag<&Options::plain_http>, "HTTP in place of HTTPS"},
    {"--prefix", "PATH", set_prefix, "serve below this path"},
    {"--i-know", "", set_flag<&Options::i_know>, "allow addresses beyond loopback"},
    {"--key", "KEY[,SCOPE...]",
     [](Options& options, const std::string& value) { return options.keys.add_key(value); },
     "an API key, for all or for scopes such as 2fa:pin:send; may be given several times. "
     "Default: one that is made and printed"},
    {"--basic", "USER:PASSWORD",
     [](Options& options, const std::string& value) { return options.keys.add_user(value); },
     "accept these with Basic"},
    {"--token", "TOKEN",
     [](Options& options, const std::string& value) { return options.keys.add_token(value); },
     "accept it with IBSSO and Bearer"},
    {"--seed", "", set_flag<&Options::seed>,
     "make an application and a template that fit logins, print their ids and the key"},
    {"--env", "FILE", set_text<&Options::env>,
     "with --seed: write INFOBIP_BASE_URL, INFOBIP_API_KEY, INFOBIP_APPLICATION_ID, "
     "INFOBIP_MESSAGE_ID and INFOBIP_CA_FILE for a shell (0600)"},
    {"--phone", "-|FILE|none", set_text<&Options::phone>,
     "where messages arrive: on the terminal (default); as lines \"+41793026727 InfoSMS: Your code "
     "is 123456\" at the end of FILE; nowhere"},
    {"--phone-page", "ADDRESS:PORT", set_text<&Options::phone_page>,
     "a page that shows messages as they arrive; its address is printed"},
    {"--control", "SOCKET", set_text<&Options::control>,
     "a Unix socket (0600) for `ctl`, see below"},
    {"--quirk", "NAME=VALUE",
     [](Options& options, const std::string& value) { return options.quirks.set(value); },
     "behave so where nobody knows how Infobip behaves; several times, see below"},
    {"--fault", "NAME[=VALUE][,nth=N][,route=ROUTE]", add_fault,
     "go wrong on purpose; several times, see below"},
    {"--help", "", set_flag<&Options::help>, "print this"},
    {"--version", "", set_flag<&Options::version>, "print the version"},
};

const OptionRow* find_row(const std::string& name) {
    for (const OptionRow& each : option_rows)
        if (each.name == name) return &each;
    return nullptr;
}

Result<void> check_together(const Options& options) {
    if (options.is_ctl) {
        if (options.control.empty())
            return Error{
                "ctl needs to know which sandbox: infobip-otp-sandbox ctl --control SOCKET "
                "COMMAND..."};
        return {};
    }
    if (!options.plain_http && options.tls_dir.empty())
        return Error{"give --tls-dir DIR for HTTPS (certificates are made there), or --plain-http"};
    if (options.plain_http && !options.tls_dir.empty())
        return Error{"--plain-http and --tls-dir exclude each other"};
    if (!options.env.empty() && !options.seed)
        return Error{"--env writes down what --seed makes; give both"};
    return {};
}

}  // namespace

std::span<const OptionRow> option_table() {
    return option_rows;
}

Result<Options> parse_options(const std::vector<std::string>& arguments) {
    Options options;
    std::size_t at = 0;
    if (!arguments.empty() && arguments[0] == "ctl") options.is_ctl = true, ++at;
    if (arguments == std::vector<std::string>{"completion"}) options.completion = true, ++at;
    for (; at < arguments.size(); ++at) {
        std::string name = arguments[at] == "-h" ? "--help" : arguments[at];
        if (options.is_ctl && name.substr(0, 2) != "--") break;
        const std::size_t sign = name.find('=');
        const bool attached = name.substr(0, 2) == "--" && sign != std::string::npos;
        std::string value = attached ? name.substr(sign + 1) : "";
        if (attached) name.resize(sign);
        const OptionRow* row = find_row(name);
        if (!row) return Error{"no option " + printable(name, 40) + "; see --help"};
        if (row->argument.empty() && attached) return Error{"option " + name + " takes no value"};
        if (!row->argument.empty() && !attached) {
            if (++at == arguments.size()) return Error{"option " + name + " needs a value"};
            value = arguments[at];
        }
        if (auto taken = row->take(options, value); !taken)
            return Error{"option " + name + ": " + taken.error().message};
    }
    for (; at < arguments.size(); ++at) options.ctl.push_back(arguments[at]);
    if (options.help || options.version || options.completion) return options;
    if (auto checked = check_together(options); !checked) return checked.error();
    return options;
}

}  // namespace infobip_otp::sandbox
