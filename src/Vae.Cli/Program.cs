using Vae.Cli;

using var interrupts = new InterruptHandler();
return VaeApplication.Run(args, CliEnvironment.OfThisProcess(interrupts.Token));
