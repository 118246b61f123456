using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;

namespace Vae.Bench.Commands;

/// <summary>What scripts print their tables by: the machine and its FMA peak above them, and, if asked, all of it in the results.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var section = new Option<string>("--section") { Description = "Name of the section of bench/RESULTS.md.", Required = true };
        var threads = new Option<int>("--threads") { Description = "Threads that the FMA peak is measured on; 0 takes all cores.", DefaultValueFactory = _ => 0 };
        var write = new Option<bool>("--write") { Description = "Put it into bench/RESULTS.md." };
        var command = new Command("publish", "Prints Markdown from the standard input below a line about the machine and its FMA peak; bench/tool.sh does.") { section, threads, write };
        command.SetAction(parsed =>
        {
            var workers = parsed.GetValue(threads) is var given && given > 0 ? given : Environment.ProcessorCount;
            var text = Console.In.ReadToEnd().TrimEnd();
            ResultsFile.Publish(parsed.GetValue(section)!, $"Machine: {Machine.Describe()}; {FmaPeak.Describe(workers)}.  \n{text}\n", parsed.GetValue(write));
            return 0;
        });
        return command;
    }
}
