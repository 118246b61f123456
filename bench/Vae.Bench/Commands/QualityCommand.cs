using System.CommandLine;
using Vae.Bench.Quality;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core;
using Vae.Core.Options;

namespace Vae.Bench.Commands;

/// <summary>Quality beside published figures: test loss of the classic net, and likelihood of binarised pictures.</summary>
internal static class QualityCommand
{
    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all cores.", DefaultValueFactory = _ => 0 };
        var seed = new Option<int>("--seed") { Description = "Seed of initialisation, shuffling and noise." };
        var mnist = new Option<string?>("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
        var engines = new Option<string[]>("--engine")
        {
            Description = "Engines that train the classic net; torch is left out, and that said, where Vae.Torch is not there.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [EngineOptions.ManagedName, EngineOptions.TorchName],
        };
        var samples = new Option<int[]>("--k")
        {
            Description = "Samples in training of each likelihood run: 1 for the VAE, more for the importance-weighted bound. None: --k 0.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 5, 50],
        };
        var epochs = new Option<int[]>("--k-epochs")
        {
            Description = "Epochs of each likelihood run, in the order of --k; the last holds for the rest.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [100, 100, 20],
        };
        var testRows = new Option<int>("--nll-rows") { Description = "Test pictures the likelihood is measured on; 0 takes all 10,000.", DefaultValueFactory = _ => 2000 };
        var nllSamples = new Option<int>("--nll-samples") { Description = "Importance samples a test picture.", DefaultValueFactory = _ => 5000 };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var command = new Command(
            "quality",
            $"Test loss of the Bernoulli net on MNIST after ten epochs ({EpochLosses.Wanted} +- {EpochLosses.Tolerance} nats, else exit code 1) and on Fashion-MNIST; "
            + "negative log-likelihood of binarised MNIST.")
        {
            threads, seed, mnist, engines, samples, epochs, testRows, nllSamples, write,
        };
        command.SetAction(parsed =>
        {
            if (Pictures.MnistFolder(parsed.GetValue(mnist)) is not { } folder)
            {
                Console.Error.WriteLine("MNIST is not there, and the published losses are of MNIST; name its folder with --mnist.");
                return 3;
            }

            var (number, toFile) = (parsed.GetValue(seed), parsed.GetValue(write));
            var own = new EngineOptions { Threads = parsed.GetValue(threads) };
            var within = MnistLosses(folder, parsed.GetValue(engines)!, own, number, toFile);
            FashionLosses(own, number, toFile);
            var wanted = parsed.GetValue(samples)!.Where(k => k > 0).ToArray();
            if (wanted.Length > 0)
            {
                var (training, test) = Pictures.Mnist(folder);
                var rows = Likelihoods.Binarized(test, parsed.GetValue(testRows), number);
                var lengths = parsed.GetValue(epochs)!;
                var count = parsed.GetValue(nllSamples);
                LikelihoodRun[] runs =
                    [.. wanted.Select((k, i) => Likelihoods.Run(training, rows, k, lengths[Math.Min(i, lengths.Length - 1)], count, own, number))];
                ResultsFile.Publish("likelihood", Likelihoods.Table(runs, (int)rows.RowCount!.Value, count, number), toFile);
            }

            return within ? 0 : 1;
        });
        return command;
    }

    /// <summary>The published losses beside every engine from PyTorch's initialisation, and the managed one from its own.</summary>
    /// <returns>Whether each engine ended within the tolerance.</returns>
    private static bool MnistLosses(string folder, string[] engines, EngineOptions own, int seed, bool write)
    {
        var (training, test) = Pictures.Mnist(folder);
        var runs = new List<EpochLossesRun>();
        foreach (var name in engines)
        {
            try
            {
                runs.Add(EpochLosses.Train(training, test, Initialization.PyTorch, own with { Name = name }, seed));
            }
            catch (EngineException missing) when (name != EngineOptions.ManagedName)
            {
                Console.WriteLine($"Left out: {missing.Message}");
            }
        }

        var within = runs.TrueForAll(run => run.IsWithin);
        runs.Add(EpochLosses.Train(training, test, Initialization.Automatic, own, seed));
        ResultsFile.Publish("quality", EpochLosses.Table(runs, seed, compared: true), write);
        return within;
    }

    private static void FashionLosses(EngineOptions own, int seed, bool write)
    {
        if (Pictures.FashionFolder is not { } folder)
        {
            Console.WriteLine("Fashion-MNIST is left out: it is not there; datasets/get-fashion-mnist.sh fetches it.");
            return;
        }

        var (training, test) = Pictures.Mnist(folder);
        var run = EpochLosses.Train(training, test, Initialization.PyTorch, own, seed);
        ResultsFile.Publish("fashion", EpochLosses.Table([run], seed, compared: false), write);
    }
}
