using System.CommandLine;
using Vae.Bench.Generative;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Bench.Commands;

/// <summary>Adversarial autoencoders against their priors, and VAE-GANs beside variational autoencoders, on real pictures.</summary>
internal static class AdversarialCommand
{
    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all cores.", DefaultValueFactory = _ => 0 };
        var engine = new Option<string>("--engine") { Description = "Engine.", DefaultValueFactory = _ => EngineOptions.ManagedName };
        var data = new Option<string>("--data") { Description = "digits (8x8, in the repository), mnist or fashion.", DefaultValueFactory = _ => "digits" };
        var mnist = new Option<string?>("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
        var rows = new Option<int>("--rows") { Description = "Training pictures; 0 takes all.", DefaultValueFactory = _ => 0 };
        var seeds = new Option<int>("--seeds") { Description = "Models of each prior; 0 leaves them out.", DefaultValueFactory = _ => 5 };
        var priorEpochs = new Option<int>("--prior-epochs") { Description = "Their epochs.", DefaultValueFactory = _ => 400 };
        var epochs = new Option<int>("--epochs") { Description = "Epochs of VAE and VAE-GAN; 0 leaves them out.", DefaultValueFactory = _ => 50 };
        var convolutional = new Option<bool>("--convolutional") { Description = "Convolutional networks for VAE and VAE-GAN." };
        var sheets = new Option<string?>("--sheets") { Description = "Folder for sheets of drawn pictures." };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var command = new Command("adversarial", "Fit of adversarial codes to their prior, and sharpness of what a VAE-GAN draws.")
        {
            threads, engine, data, mnist, rows, seeds, priorEpochs, epochs, convolutional, sheets, write,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(data)!;
            if (Load(name, parsed.GetValue(mnist), parsed.GetValue(rows)) is not { } found)
            {
                Console.Error.WriteLine($"The pictures '{name}' are not there; fetch them (datasets/get-fashion-mnist.sh), name MNIST's folder with --mnist, or take --data digits.");
                return 3;
            }

            var (training, test, shape) = found;
            var own = new EngineOptions { Name = parsed.GetValue(engine)!, Threads = parsed.GetValue(threads) };
            if (parsed.GetValue(seeds) is var count and > 0)
            {
                ResultsFile.Publish($"priors-{name}", PriorFit.Table(name, training, parsed.GetValue(priorEpochs), count, own), parsed.GetValue(write));
            }

            if (parsed.GetValue(epochs) is var passes and > 0)
            {
                var network = parsed.GetValue(convolutional)
                    ? NetworkOptions.ForImages(shape) with { LatentDimension = 16 }
                    : new NetworkOptions { HiddenLayers = [256, 128], LatentDimension = 16, Image = shape };
                ResultsFile.Publish(
                    $"vae-gan-{name}", Sharpness.Table(name, training, test, network, passes, 0, own, parsed.GetValue(sheets)), parsed.GetValue(write));
            }

            return 0;
        });
        return command;
    }

    private static (MemoryRowSource Training, float[] Test, ImageShape Shape)? Load(string name, string? mnist, int rows)
    {
        if (name == "digits")
        {
            var path = Path.Combine(Repository.Root, "datasets", "digits.csv");
            float[] grey = [.. new CsvRowSource(path, new CsvOptions { LabelColumn = "label" }).ReadAll().Values.ToArray().Select(value => value / 16)];
            var kept = rows > 0 ? rows : grey.Length / 64;
            return (new MemoryRowSource(grey.AsMemory(0, kept * 64), 64), grey[^(500 * 64)..], new ImageShape(1, 8, 8));
        }

        var folder = name == "fashion" ? Pictures.FashionFolder : Pictures.MnistFolder(mnist);
        if (folder is null)
        {
            return null;
        }

        var (training, test) = Pictures.Mnist(folder);
        var (all, other) = (training.ReadAll(), test.ReadAll());
        return (rows > 0 ? new MemoryRowSource(all.Values[..(rows * 784)], 784) : all, other.Values.ToArray(), new ImageShape(1, 28, 28));
    }
}
