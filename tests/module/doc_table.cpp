// SPDX-License-Identifier: MIT
// DocTable.
#include "module/doc_table.hpp"

#include <fstream>
#include <set>
#include <stdexcept>

namespace infobip_otp::testing {
namespace {

std::string without_blanks(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
        end = text.find(separator, begin);
        parts.push_back(without_blanks(text.substr(begin, end - begin)));
    }
    return parts;
}

// "| a | b |": a, b.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells = split(line, '|');
    if (cells.size() < 3 || !cells.front().empty() || !cells.back().empty())
        throw std::runtime_error("no row of a table: " + line);
    return {cells.begin() + 1, cells.end() - 1};
}

}  // namespace

std::vector<DocRow> read_doc_table(const std::string& page, const std::string& heading) {
    std::ifstream in(page);
    std::string line;
    while (line != "## " + heading)
        if (!std::getline(in, line)) throw std::runtime_error(page + " has no ## " + heading);
    while (!line.starts_with("|"))
        if (!std::getline(in, line)) throw std::runtime_error("no table below ## " + heading);
    const std::vector<std::string> head = cells_of(line);
    std::getline(in, line);  // |---|---|
    std::vector<DocRow> rows;
    std::set<std::string> first_cells;
    while (std::getline(in, line) && line.starts_with("|")) {
        const std::vector<std::string> cells = cells_of(line);
        if (cells.size() != head.size()) throw std::runtime_error("cells are missing: " + line);
        if (!first_cells.insert(cells[0]).second)
            throw std::runtime_error("twice in the table: " + cells[0]);
        DocRow row;
        for (std::size_t i = 0; i < cells.size(); ++i)
            row[head[i]] = cells[i] == "-" ? "" : cells[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::string> in_backticks(const std::string& cell) {
    std::vector<std::string> quoted;
    for (std::size_t begin = cell.find('`'); begin != std::string::npos;) {
        const std::size_t end = cell.find('`', begin + 1);
        if (end == std::string::npos) throw std::runtime_error("a backtick too many: " + cell);
        quoted.push_back(cell.substr(begin + 1, end - begin - 1));
        begin = cell.find('`', end + 1);
    }
    return quoted;
}

std::vector<std::string> between_commas(const std::string& cell) {
    return cell.empty() ? std::vector<std::string>() : split(cell, ',');
}

}  // namespace infobip_otp::testing
