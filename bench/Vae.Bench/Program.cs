using System.CommandLine;
using Vae.Bench.Commands;
using Vae.Bench.HandWritten;

// Numbers are printed the same way everywhere, whatever the machine's language.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

if (args is [WorkerCommand.Name, ..])
{
    return WorkerCommand.Run(args.AsSpan(1));
}

if (args is [ProcessesWorkerCommand.Name, .. var pairs])
{
    return ProcessesWorkerCommand.Run(pairs);
}

if (args is [TorchWorkerCommand.Name, ..])
{
    return TorchWorkerCommand.Run(args.AsSpan(1));
}

if (args is [HandWrittenWorker.TorchSharp or HandWrittenWorker.OnnxRuntime, ..])
{
    return HandWrittenWorker.Run(args[0], args.AsSpan(1));
}

var root = new RootCommand("Measures the engines: speed and memory beside TorchSharp, PyTorch and ONNX Runtime, quality against published losses, memory against the number of rows, the model file, anomaly detection, and processes that add their gradients.")
{
    SpeedCommand.Create(),
    ScalingCommand.Create(),
    TorchCommand.Create(),
    QualityCommand.Create(),
    MemoryCommand.Create(),
    FilesCommand.Create(),
    RowsCommand.Create(),
    AnomalyCommand.Create(),
    ContaminationCommand.Create(),
    MissingCommand.Create(),
    ExplanationsCommand.Create(),
    AdversarialCommand.Create(),
    RatesCommand.Create(),
    FitsCommand.Create(),
    ExchangeCommand.Create(),
    ProcessesCommand.Create(),
    ToolMemoryCommand.Create(),
    ExploreCommand.Create(),
    PublishCommand.Create(),
};
return root.Parse(args).Invoke();
